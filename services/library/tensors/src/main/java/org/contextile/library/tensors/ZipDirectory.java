// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contextile.library.zip.ZipEnd;

/**
 * Reads an archive's directory without unpacking anything. Entries must lie one after another
 * between the file's beginning and the directory, none inside another, under names that are unique
 * and stay in their folder.
 */
final class ZipDirectory {

  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int ENCRYPTED = 0x41;
  private static final int DEFLATED = 8;
  private static final int MAX_ENTRIES = 200_000;
  private static final int MAX_NAME = 1024;
  private static final long UNKNOWN = 0xffff_ffffL;
  private static final int ZIP64 = 1;
  private static final int MAX_RATIO = 100;
  private static final long SMALL = 16 << 20;

  private final MemorySegment file;
  private final ZipEnd end;
  private final ByteCursor in;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();

  private ZipDirectory(MemorySegment file) {
    this.file = file;
    this.end = endOf(file);
    this.in = new ByteCursor(file, "the archive's directory");
  }

  /** What the directory says of an entry. */
  private record Entry(
      String name, int flags, int method, long crc, long packed, long size, long header) {}

  /** The part of the file that an entry with its header takes. */
  private record Span(String name, long begin, long end) {}

  /** The entries by name, in the directory's order. */
  static Map<String, ZipMember> read(MemorySegment file) {
    ZipDirectory directory = new ZipDirectory(file);
    directory.list();
    return directory.members();
  }

  private static ZipEnd endOf(MemorySegment file) {
    try {
      return ZipEnd.of(file.byteSize(), (from, count) -> file.asSlice(from, count).asByteBuffer());
    } catch (IOException e) {
      throw new InvalidWeightsException(String.valueOf(e.getMessage()));
    }
  }

  private void list() {
    if (end.entries() > MAX_ENTRIES) {
      throw new InvalidWeightsException(
          "the archive has %d entries, more than is allowed".formatted(end.entries()));
    }
    in.seek(end.directory());
    long total = 0;
    for (long i = 0; i < end.entries(); i++) {
      Entry entry = entry();
      entries.add(entry);
      total += entry.size;
      if (total < 0 || (total - SMALL) / MAX_RATIO > file.byteSize()) {
        throw new InvalidWeightsException(
            "the archive unpacks to more than %d times its size".formatted(MAX_RATIO));
      }
    }
    if (in.position() != end.directory() + end.directoryBytes()) {
      throw damaged("its length differs");
    }
  }

  private Entry entry() {
    if (in.i32() != ENTRY) {
      throw damaged("an entry is missing");
    }
    in.i32(); // the versions that made it and that it needs
    int flags = in.u16();
    int method = in.u16();
    in.i32(); // time
    long crc = in.u32();
    long packed = in.u32();
    long size = in.u32();
    int nameLength = in.u16();
    int extraLength = in.u16();
    int commentLength = in.u16();
    in.u16(); // disk
    in.seek(in.position() + 6); // attributes
    long header = in.u32();
    String name = in.text(nameLength, MAX_NAME);
    long[] wide = zip64(in.slice(extraLength), new long[] {size, packed, header});
    in.slice(commentLength);
    Entry entry = new Entry(name, flags, method, crc, wide[1], wide[0], wide[2]);
    check(entry);
    return entry;
  }

  // The 64-bit forms of the figures that do not fit, in their fixed order.
  private static long[] zip64(MemorySegment extra, long[] figures) {
    ByteCursor in = new ByteCursor(extra, "the archive's directory");
    while (in.remaining() >= 4) {
      int kind = in.u16();
      MemorySegment field = in.slice(in.u16());
      if (kind == ZIP64) {
        ByteCursor wide = new ByteCursor(field, "the archive's directory");
        for (int i = 0; i < figures.length; i++) {
          figures[i] = figures[i] == UNKNOWN ? wide.i64() : figures[i];
        }
        return figures;
      }
    }
    return figures;
  }

  private static void check(Entry entry) {
    String name = entry.name;
    boolean unsafe =
        name.isEmpty()
            || name.startsWith("/")
            || name.chars().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))
            || List.of(name.split("/", -1)).contains("..");
    if (unsafe) {
      throw new InvalidWeightsException("the archive has an unsafe entry name: %s".formatted(name));
    }
    boolean readable =
        (entry.flags & ENCRYPTED) == 0
            && (entry.method == DEFLATED || (entry.method == 0 && entry.packed == entry.size))
            && entry.packed >= 0
            && entry.size >= 0;
    if (!readable) {
      throw new InvalidWeightsException(
          "the archive's entry %s is encrypted or packed in an unknown way".formatted(name));
    }
  }

  private Map<String, ZipMember> members() {
    Map<String, ZipMember> members = new LinkedHashMap<>();
    entries.forEach(entry -> members.put(entry.name, member(entry)));
    if (members.size() != entries.size()) {
      throw damaged("two entries have one name");
    }
    checkApart();
    return members;
  }

  private ZipMember member(Entry entry) {
    ByteCursor local = new ByteCursor(file, "the archive's entry " + entry.name);
    local.seek(entry.header);
    boolean header = local.i32() == LOCAL;
    local.u16();
    boolean same = local.u16() == entry.flags && local.u16() == entry.method;
    local.seek(entry.header + 26);
    int nameLength = local.u16();
    int extraLength = local.u16();
    if (!header || !same || !local.text(nameLength, MAX_NAME).equals(entry.name)) {
      throw damaged("its entry %s does not lie where it says".formatted(entry.name));
    }
    local.slice(extraLength);
    MemorySegment data = local.slice(entry.packed);
    spans.add(new Span(entry.name, entry.header, local.position()));
    return new ZipMember(entry.name, data, entry.method == DEFLATED, entry.size, entry.crc);
  }

  private void checkApart() {
    long free = 0;
    for (Span span : spans.stream().sorted(Comparator.comparingLong(Span::begin)).toList()) {
      if (span.begin < free) {
        throw new InvalidWeightsException(
            "the archive's entry %s lies inside another".formatted(span.name));
      }
      free = span.end;
    }
    if (free > end.directory()) {
      throw damaged("an entry lies inside of it");
    }
  }

  private static InvalidWeightsException damaged(String how) {
    return new InvalidWeightsException("the archive's directory is damaged: " + how);
  }
}
