// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.io.input.ProxyInputStream;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.FileNames;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.zip.BrokenZipException;
import org.contextile.library.zip.ZipEnd;

/**
 * The files of a zip, which are stored without being unpacked to disk before. Nothing that a zip
 * says of itself is believed: neither names that lead elsewhere nor sizes.
 */
final class ZippedSlide {
  private static final int MAGIC = 0x504B0304;
  private static final int MOST_ENTRIES = 20_000;

  /** Of names, comments and extra fields, which Java holds in memory. */
  private static final long MOST_DIRECTORY_BYTES = 32 << 20;

  /** Pixels are compressed already; only texts and blank pictures shrink much. */
  private static final long MOST_RATIO = 50;

  private static final long SMALL_BYTES = 64L << 20;

  private ZippedSlide() {}

  /** Whether a file begins as zips with a file in them do. */
  static boolean is(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(Integer.BYTES);
      return head.length == Integer.BYTES && ByteBuffer.wrap(head).getInt() == MAGIC;
    }
  }

  /**
   * Stores the files of a zip.
   *
   * @param mostBytes of all its files together
   * @return digests by name
   * @throws ProblemException if it cannot be read, or is no zip of a slide
   */
  static Map<String, String> store(
      JobContext job, Path zip, long mostBytes, ArtifactHold hold, String mediaType)
      throws IOException {
    Limit limit =
        new Limit(Math.min(mostBytes, Math.max(SMALL_BYTES, MOST_RATIO * Files.size(zip))));
    checkDirectory(zip);
    try (ZipFile opened = new ZipFile(zip.toFile())) {
      List<ZipEntry> entries = opened.stream().map(ZipEntry.class::cast).toList();
      check(entries);
      Map<String, String> digests = new TreeMap<>();
      job.phase("unpacking", entries.size(), "files");
      for (ZipEntry entry : entries) {
        job.checkStop();
        if (isFile(entry)) {
          try (InputStream in = limit.count(opened.getInputStream(entry))) {
            digests.put(entry.getName(), hold.put(in, mediaType).digest());
          }
        }
        job.progress(digests.size());
      }
      return digests;
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw unreadable("it cannot be unpacked (" + e.getMessage() + ")");
    }
  }

  private static void checkDirectory(Path zip) throws IOException {
    try (FileChannel file = FileChannel.open(zip)) {
      ZipEnd end = ZipEnd.of(file.size(), (from, count) -> bytes(file, from, count));
      if (end.entries() > MOST_ENTRIES || end.directoryBytes() > MOST_DIRECTORY_BYTES) {
        throw unreadable("it holds more than %,d files".formatted(MOST_ENTRIES));
      }
    } catch (BrokenZipException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static ByteBuffer bytes(FileChannel file, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw unreadable("it became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static void check(List<ZipEntry> entries) {
    if (entries.size() > MOST_ENTRIES) {
      throw unreadable("it holds more than %,d files".formatted(MOST_ENTRIES));
    }
    FileNames names = new FileNames();
    for (ZipEntry entry : entries) {
      String name = entry.getName();
      if (isFile(entry)) {
        names.add(name, null);
      } else if (!isOfTheSystem(entry)) {
        names.addFolder(name.substring(0, name.length() - 1), null);
      }
    }
  }

  private static boolean isFile(ZipEntry entry) {
    return !entry.isDirectory() && !isOfTheSystem(entry);
  }

  private static boolean isOfTheSystem(ZipEntry entry) {
    return entry.getName().startsWith("__MACOSX/");
  }

  private static ProblemException unreadable(String why) {
    return new ProblemException(
        ProblemType.UNREADABLE_SLIDE.with("The zip is refused: " + why + "."));
  }

  /** Counts what comes out of a zip, whatever its entries say of their sizes. */
  private static final class Limit {
    private long left;

    Limit(long bytes) {
      left = bytes;
    }

    InputStream count(InputStream in) {
      return new ProxyInputStream(in) {
        @Override
        protected void afterRead(int read) {
          left -= Math.max(read, 0);
          if (left < 0) {
            throw unreadable("more comes out of it than slides of its size hold");
          }
        }
      };
    }
  }
}
