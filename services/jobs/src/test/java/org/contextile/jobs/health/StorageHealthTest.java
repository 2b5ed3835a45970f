// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.unit.DataSize;

class StorageHealthTest {

  @Test
  void aDiskWithoutRoomIsIllAndOneWithRoomIsNot(@TempDir Path folder) {
    assertThat(health(folder, DataSize.ofBytes(1))).isEqualTo(Status.UP);
    assertThat(health(folder.resolve("still/to/be/made"), DataSize.ofBytes(1)))
        .isEqualTo(Status.UP);
    assertThat(health(folder, DataSize.ofTerabytes(1 << 20))).isEqualTo(Status.DOWN);
  }

  private static Status health(Path folder, DataSize least) {
    return new StorageHealth(List.of(folder), least).health().getStatus();
  }
}
