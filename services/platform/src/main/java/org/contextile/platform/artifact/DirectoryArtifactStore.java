// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Artifacts as files {@code ab/cdef…} of a directory. A write goes to {@code tmp/}, is synced, and
 * is then renamed to its digest, so that a reader sees all of it or nothing, also after a crash.
 */
final class DirectoryArtifactStore implements ArtifactStore {

  private static final int BUFFER_BYTES = 1 << 20;

  private final Path root;
  private final Path incoming;
  private final ArtifactRows rows;

  DirectoryArtifactStore(Path directory, ArtifactRows rows) {
    this.root = directory.toAbsolutePath().normalize();
    this.incoming = root.resolve("tmp");
    this.rows = rows;
    try {
      Files.createDirectories(incoming);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use the artifact directory " + root, e);
    }
  }

  @Override
  public Artifact put(InputStream in, String mediaType, UUID holder) throws IOException {
    Path temporary = incoming.resolve(UUID.randomUUID().toString());
    try {
      Artifact artifact = write(in, temporary, mediaType);
      rows.insert(artifact, holder, () -> move(temporary, artifact.digest()));
      return artifact;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public Path path(String digest) {
    Path path = locate(digest);
    if (!Files.isRegularFile(path)) {
      throw new IllegalStateException("The artifact store does not hold " + digest);
    }
    return path;
  }

  @Override
  public void discardIfUnreferenced(String digest) {
    Path path = locate(digest);
    var _ = rows.deleteUnlessReferenced(digest, () -> Files.deleteIfExists(path));
  }

  @Override
  public void release(UUID holder) {
    rows.release(holder).forEach(this::discardIfUnreferenced);
  }

  /**
   * Deletes what no row refers to and nobody has held since {@code grace}: artifacts, files without
   * a row, and writes that a crash cut off.
   *
   * @return how many artifacts
   */
  int collect(Duration grace) throws IOException {
    int deleted = 0;
    rows.lapse(grace);
    for (String digest : rows.unreferenced()) {
      Path path = locate(digest);
      deleted += rows.deleteUnlessReferenced(digest, () -> Files.deleteIfExists(path)) ? 1 : 0;
    }
    Instant limit = Instant.now().minus(grace);
    for (Path cutOff : older(incoming, limit)) {
      Files.deleteIfExists(cutOff);
    }
    try (Stream<Path> buckets = Files.list(root)) {
      for (Path bucket : buckets.filter(DirectoryArtifactStore::isBucket).toList()) {
        deleted += deleteRowless(bucket, limit);
      }
    }
    return deleted;
  }

  private int deleteRowless(Path bucket, Instant limit) throws IOException {
    int deleted = 0;
    for (Path file : older(bucket, limit)) {
      String digest = bucket.getFileName().toString() + file.getFileName();
      deleted += rows.deleteUnlessRow(digest, () -> Files.deleteIfExists(file)) ? 1 : 0;
    }
    return deleted;
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

  private static boolean isBucket(Path path) {
    return path.getFileName().toString().length() == 2 && Files.isDirectory(path);
  }

  private Path locate(String digest) {
    Artifact.checkDigest(digest);
    return root.resolve(digest.substring(0, 2)).resolve(digest.substring(2));
  }

  private static Artifact write(InputStream in, Path temporary, String mediaType)
      throws IOException {
    MessageDigest sha256 = Sha256.begin();
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    try (FileChannel out =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          size += out.write(bytes);
        }
      }
      out.force(true);
    }
    return new Artifact(HexFormat.of().formatHex(sha256.digest()), size, mediaType);
  }

  private void move(Path temporary, String digest) throws IOException {
    Path target = locate(digest);
    Files.createDirectories(target.getParent());
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(target.getParent())) {
      directory.force(true);
    }
  }
}
