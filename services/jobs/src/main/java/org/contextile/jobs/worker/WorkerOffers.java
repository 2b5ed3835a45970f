// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contextile.db.job.WorkerOffer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What this process has, where its settings do not say. */
final class WorkerOffers {

  /** The first NVIDIA GPU, as Linux and container runtimes show it; the only one that is used. */
  private static final Path GPU = Path.of("/dev/nvidia0");

  private WorkerOffers() {}

  static WorkerOffer of(@Nullable Integer gpus, @Nullable DataSize memory) {
    return new WorkerOffer(
        gpus != null ? gpus : Files.exists(GPU) ? 1 : 0,
        memory != null ? memory.toBytes() : memoryOfMachineOrContainer());
  }

  private static long memoryOfMachineOrContainer() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
