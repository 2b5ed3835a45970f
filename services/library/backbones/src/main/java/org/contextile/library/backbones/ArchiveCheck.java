// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Looks at a stranger's archive before native code does: is it a complete zip of a TorchScript
 * module, is it no bomb, does its program stay away from files?
 */
final class ArchiveCheck {

  private static final long MAX_BYTES = 8L << 30;
  private static final int MAX_CODE_BYTES = 64 << 20;
  private static final int MAX_ENTRIES = 200_000;

  /**
   * Where the version lies: writers of newer operators put it into a folder (PyTorch 1.4, 1.13).
   */
  private static final List<String> VERSIONS = List.of("version", ".data/version");

  /** Operators with which a TorchScript program could reach files or the process around it. */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "\\b(?:torch|aten|ops\\s*\\.\\s*\\w+)\\s*\\.\\s*"
              + "(from_file|save|load|read_file|write_file|set_num_threads|manual_seed)\\s*\\(");

  private ArchiveCheck() {}

  /**
   * @throws IncompatibleModelException if the file must not be given to libtorch
   */
  static void run(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
      List<? extends ZipEntry> entries = zip.stream().toList();
      checkSizes(entries);
      String root = root(entries);
      Set<String> names = new HashSet<>();
      for (ZipEntry entry : entries) {
        checkName(entry.getName(), root, names);
        verify(zip, entry);
      }
      for (String needed : List.of("data.pkl", "constants.pkl")) {
        if (!names.contains(root + needed)) {
          throw new IncompatibleModelException(
              "not a TorchScript archive: it has no " + needed + hint(names, root));
        }
      }
      if (VERSIONS.stream().noneMatch(version -> names.contains(root + version))) {
        throw new IncompatibleModelException("not a TorchScript archive: it has no version");
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new IncompatibleModelException(
          "not a TorchScript archive: the file is no complete zip", e);
    }
  }

  private static String hint(Set<String> names, String root) {
    return names.contains(root + "data.pkl") && !names.contains(root + "constants.pkl")
        ? "; it looks like torch.save of weights, but torch.jit.save of a scripted or traced module"
            + " is needed"
        : "";
  }

  private static void checkSizes(List<? extends ZipEntry> entries) {
    long total = entries.stream().mapToLong(ZipEntry::getSize).sum();
    if (entries.size() > MAX_ENTRIES || total > MAX_BYTES) {
      throw new IncompatibleModelException(
          "the archive unpacks to %d entries and %d bytes, more than is allowed"
              .formatted(entries.size(), total));
    }
  }

  private static String root(List<? extends ZipEntry> entries) {
    String first = entries.isEmpty() ? "" : entries.get(0).getName();
    int slash = first.indexOf('/');
    if (slash < 1) {
      throw new IncompatibleModelException("not a TorchScript archive: it has no root folder");
    }
    return first.substring(0, slash + 1);
  }

  private static void checkName(String name, String root, Set<String> names) {
    boolean unsafe = !name.startsWith(root) || List.of(name.split("/", -1)).contains("..");
    if (unsafe || name.indexOf('\\') >= 0 || !names.add(name)) {
      throw new IncompatibleModelException("the archive has an unsafe or repeated entry name");
    }
  }

  private static void verify(ZipFile zip, ZipEntry entry) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
      if (entry.getName().endsWith(".py")) {
        checkCode(in.readNBytes(MAX_CODE_BYTES));
      }
      in.transferTo(OutputStream.nullOutputStream());
    }
    if (crc.getValue() != entry.getCrc()) {
      throw new IncompatibleModelException("the archive is damaged: " + entry.getName());
    }
  }

  private static void checkCode(byte[] code) {
    Matcher forbidden = FORBIDDEN.matcher(new String(code, StandardCharsets.UTF_8));
    if (forbidden.find()) {
      throw new IncompatibleModelException(
          "the program calls %s, which a feature extractor has no use for"
              .formatted(forbidden.group(1)));
    }
  }
}
