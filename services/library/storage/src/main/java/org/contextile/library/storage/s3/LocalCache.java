// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.StagedFile;

/**
 * Copies of objects in a folder that this process has to itself, beside those of others: what one
 * that ended has left serves the next. The least recently used go when all together are larger than
 * the bound; one that is open never goes, so that open ones alone may exceed it. Who asks for what
 * another is fetching waits for it.
 */
final class LocalCache implements AutoCloseable {

  /** Writes a new file with an object's bytes. */
  interface Fetch {
    void fetch(String digest, long size, Path target) throws IOException;
  }

  /** Asks how large an object is. */
  interface Size {
    long bytes() throws IOException;
  }

  private static final class Entry {
    private long bytes;
    private int uses;
    private volatile boolean here;
    private boolean forgotten;
  }

  private final Path copies;
  private final Path staging;
  private final FileChannel lock;
  private final long mostBytes;
  private final Fetch fetch;

  /** By digest, the least recently used first. */
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long total;

  LocalCache(Path folder, long mostBytes, Fetch fetch) throws IOException {
    Claim claim = Claim.in(folder.toAbsolutePath().normalize());
    this.lock = claim.lock();
    this.copies = Files.createDirectories(claim.folder().resolve("copies"));
    this.staging = Files.createDirectories(claim.folder().resolve("tmp"));
    this.mostBytes = mostBytes;
    this.fetch = fetch;
    deleteStagedBefore(Instant.MAX);
    adoptAll();
  }

  /** Where files are written that become copies or objects. */
  Path staging() {
    return staging;
  }

  /** A copy, fetched if it is not here; it stays until it is closed. */
  LocalCopy open(String digest, Size size) throws IOException {
    Entry entry = use(digest);
    boolean opened = false;
    try {
      synchronized (entry) {
        if (!entry.here) {
          bring(digest, size.bytes(), entry);
        }
      }
      opened = true;
      return new LocalCopy(copies.resolve(digest), () -> release(digest, entry));
    } finally {
      if (!opened) {
        release(digest, entry);
      }
    }
  }

  /** Takes a file over as a copy, if there is room for it without any that is open. */
  void adopt(StagedFile file) throws IOException {
    if (file.sizeBytes() > mostBytes) {
      return;
    }
    Entry entry = use(file.digest());
    try {
      synchronized (entry) {
        if (!entry.here) {
          reserve(entry, file.sizeBytes());
          place(file.path(), file.digest(), entry);
        }
        remember(entry);
      }
    } finally {
      release(file.digest(), entry);
    }
  }

  /** The object is gone: its copy goes as soon as nobody reads it. */
  synchronized void forget(String digest) throws IOException {
    Entry entry = entries.get(digest);
    if (entry == null) {
      return;
    }
    entry.forgotten = true;
    if (entry.uses == 0) {
      entries.remove(digest);
      delete(digest, entry);
    }
  }

  private synchronized void remember(Entry entry) {
    entry.forgotten = false;
  }

  void deleteStagedBefore(Instant limit) throws IOException {
    try (Stream<Path> files = Files.list(staging)) {
      for (Path file : files.toList()) {
        if (modified(file).isBefore(limit)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // The lock goes with the process.
    }
  }

  private void bring(String digest, long size, Entry entry) throws IOException {
    reserve(entry, size);
    Path arriving = staging.resolve(UUID.randomUUID().toString());
    try {
      fetch.fetch(digest, size, arriving);
      place(arriving, digest, entry);
    } finally {
      Files.deleteIfExists(arriving);
    }
  }

  private void place(Path file, String digest, Entry entry) throws IOException {
    Files.move(file, copies.resolve(digest), StandardCopyOption.ATOMIC_MOVE);
    entry.here = true;
  }

  private synchronized Entry use(String digest) {
    Entry entry = entries.computeIfAbsent(digest, _ -> new Entry());
    entry.uses++;
    return entry;
  }

  private synchronized void release(String digest, Entry entry) {
    entry.uses--;
    if (entry.uses == 0 && (entry.forgotten || !entry.here)) {
      entries.remove(digest);
      deleteQuietly(digest, entry);
    }
    evict();
  }

  private synchronized void reserve(Entry entry, long bytes) {
    total += bytes - entry.bytes;
    entry.bytes = bytes;
    evict();
  }

  private void evict() {
    Iterator<Map.Entry<String, Entry>> eldest = entries.entrySet().iterator();
    while (total > mostBytes && eldest.hasNext()) {
      Map.Entry<String, Entry> next = eldest.next();
      if (next.getValue().uses == 0) {
        eldest.remove();
        deleteQuietly(next.getKey(), next.getValue());
      }
    }
  }

  private void deleteQuietly(String digest, Entry entry) {
    try {
      delete(digest, entry);
    } catch (IOException e) {
      // Found again when the process starts next.
    }
  }

  private void delete(String digest, Entry entry) throws IOException {
    total -= entry.bytes;
    Files.deleteIfExists(copies.resolve(digest));
  }

  private void adoptAll() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(copies)) {
      files.forEach(found::add);
    }
    for (Path file : found) {
      Entry entry = new Entry();
      entry.bytes = Files.size(file);
      entry.here = true;
      total += entry.bytes;
      entries.put(file.getFileName().toString(), entry);
    }
    synchronized (this) {
      evict();
    }
  }

  private static Instant modified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException goneMeanwhile) {
      return Instant.MAX;
    }
  }

  /** The first folder that no other process has. */
  private record Claim(Path folder, FileChannel lock) {
    private static final int MOST = 1_000;

    static Claim in(Path parent) throws IOException {
      for (int number = 0; number < MOST; number++) {
        Path folder = Files.createDirectories(parent.resolve(Integer.toString(number)));
        FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isMine(channel)) {
          return new Claim(folder, channel);
        }
        channel.close();
      }
      throw new IOException("%,d other processes have caches in %s".formatted(MOST, parent));
    }

    private static boolean isMine(FileChannel channel) throws IOException {
      try {
        return channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        // Another store of this process has it.
        return false;
      }
    }
  }
}
