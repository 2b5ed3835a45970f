// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Objects as files {@code ab/cdef…} of a directory that all processes share. A write goes to {@code
 * tmp/}, is synced, and is then renamed to its digest, so that a reader sees all of it or nothing,
 * also after a crash.
 */
public final class DirectoryObjectStore implements ObjectStore {
  private final Path root;
  private final Path incoming;

  /**
   * @param directory on a file system with atomic rename; made if it is not there
   */
  public DirectoryObjectStore(Path directory) {
    this.root = directory.toAbsolutePath().normalize();
    this.incoming = root.resolve("tmp");
    try {
      Files.createDirectories(incoming);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use the artifact directory " + root, e);
    }
  }

  @Override
  public StagedObject stage(InputStream in) throws IOException {
    return new Staged(StagedFile.write(in, incoming));
  }

  @Override
  public LocalCopy open(String digest) throws IOException {
    Path path = locate(digest);
    if (!Files.isRegularFile(path)) {
      throw new MissingObjectException(digest);
    }
    return new LocalCopy(path, () -> {});
  }

  @Override
  public InputStream read(String digest, long offset) throws IOException {
    try {
      FileChannel file = FileChannel.open(locate(digest));
      return Channels.newInputStream(file.position(offset));
    } catch (NoSuchFileException e) {
      throw new MissingObjectException(digest);
    }
  }

  @Override
  public long size(String digest) throws IOException {
    try {
      return Files.size(locate(digest));
    } catch (NoSuchFileException e) {
      throw new MissingObjectException(digest);
    }
  }

  @Override
  public boolean contains(String digest) {
    return Files.isRegularFile(locate(digest));
  }

  @Override
  public void delete(String digest) throws IOException {
    Files.deleteIfExists(locate(digest));
  }

  @Override
  public List<String> publishedBefore(Instant limit) throws IOException {
    List<String> digests = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.filter(DirectoryObjectStore::isPrefix).toList()) {
        for (Path file : older(folder, limit)) {
          String digest = folder.getFileName().toString() + file.getFileName();
          if (Sha256.isDigest(digest)) {
            digests.add(digest);
          }
        }
      }
    }
    return digests;
  }

  @Override
  public void deleteStagedBefore(Instant limit) throws IOException {
    for (Path cutOff : older(incoming, limit)) {
      Files.deleteIfExists(cutOff);
    }
  }

  private static List<Path> older(Path directory, Instant limit) throws IOException {
    List<Path> older = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (modified(file).isBefore(limit)) {
          older.add(file);
        }
      }
    }
    return older;
  }

  private static Instant modified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException goneMeanwhile) {
      return Instant.MAX;
    }
  }

  private static boolean isPrefix(Path path) {
    return path.getFileName().toString().length() == 2 && Files.isDirectory(path);
  }

  private Path locate(String digest) {
    Sha256.check(digest);
    return root.resolve(digest.substring(0, 2)).resolve(digest.substring(2));
  }

  private final class Staged implements StagedObject {
    private final StagedFile file;

    Staged(StagedFile file) {
      this.file = file;
    }

    @Override
    public String digest() {
      return file.digest();
    }

    @Override
    public long sizeBytes() {
      return file.sizeBytes();
    }

    @Override
    public void transfer() {
      // Nothing takes long: the bytes are where they will be.
    }

    @Override
    public void publish() throws IOException {
      Path target = locate(file.digest());
      if (Files.notExists(file.path()) && Files.isRegularFile(target)) {
        return;
      }
      Files.createDirectories(target.getParent());
      Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(target.getParent())) {
        directory.force(true);
      }
    }

    @Override
    public void ensure() {
      // Nothing but publication brings the bytes to their place.
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file.path());
    }
  }
}
