// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.contextile.library.storage.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads that were begun, by workspace, repository, commit and digest, so that another attempt
 * or another worker goes on with them. A workspace has its own, since its token may not open what
 * another's has.
 */
final class HubCache {
  private static final Logger log = LoggerFactory.getLogger(HubCache.class);
  private static final Duration RETENTION = Duration.ofDays(7);

  private final Path directory;

  HubCache(Path directory) {
    this.directory = directory;
  }

  /**
   * The download of a file; one of its own where another process is about the same.
   *
   * @param scratch a folder for that case
   */
  HubPartial open(String workspace, HubSnapshot snapshot, HubFile file, Path scratch) {
    Path place =
        directory
            .resolve(hash(workspace))
            .resolve(snapshot.name().owner() + "--" + snapshot.name().name())
            .resolve(snapshot.commit())
            .resolve(file.digest().hex());
    try {
      return HubPartial.lock(place)
          .orElseGet(() -> HubPartial.own(scratch.resolve(file.digest().hex())));
    } catch (IOException e) {
      log.warn("Downloads to {} cannot be resumed: {}", directory, e.toString());
      return HubPartial.own(scratch.resolve(file.digest().hex()));
    }
  }

  /** Deletes what nobody went on with for a week. */
  void tidy() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Instant limit = Instant.now().minus(RETENTION);
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> old =
          files.filter(Files::isRegularFile).filter(it -> modified(it).isBefore(limit)).toList();
      for (Path file : old) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      log.warn("Cannot tidy up {}: {}", directory, e.toString());
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException goneMeanwhile) {
      return Instant.MAX;
    }
  }

  private static String hash(String workspace) {
    byte[] digest = Sha256.begin().digest(workspace.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 16);
  }
}
