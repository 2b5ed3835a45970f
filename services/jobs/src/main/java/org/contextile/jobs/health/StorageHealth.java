// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.util.unit.DataSize;

/** Whether there is room for what uploads and jobs write here. */
final class StorageHealth implements HealthIndicator {
  private static final Logger log = LoggerFactory.getLogger(StorageHealth.class);

  private final List<Path> folders;
  private final DataSize least;

  StorageHealth(List<Path> folders, DataSize least) {
    this.folders = List.copyOf(folders);
    this.least = least;
  }

  @Override
  public Health health() {
    for (Path folder : folders) {
      long free = free(folder);
      if (free < least.toBytes()) {
        log.warn("{} has {} bytes left, of which {} are to be free", folder, free, least.toBytes());
        return Health.down().withDetail("freeBytes", free).build();
      }
    }
    return Health.up().build();
  }

  /** Of a folder that is still to be made, what there is where it will be. */
  private static long free(Path folder) {
    Path place = folder.toAbsolutePath();
    while (!Files.exists(place) && place.getParent() != null) {
      place = place.getParent();
    }
    try {
      return Files.getFileStore(place).getUsableSpace();
    } catch (IOException e) {
      log.warn("{} cannot be looked at", place, e);
      return 0;
    }
  }
}
