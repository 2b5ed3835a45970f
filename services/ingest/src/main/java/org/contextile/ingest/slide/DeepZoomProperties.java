// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of the process DeepZoom may take.
 *
 * @param memory that all tiles under way take together, at least 1 MB
 * @param patience how long a request waits before it is told to come again
 */
@ConfigurationProperties("contextile.deepzoom")
record DeepZoomProperties(
    @DefaultValue("256MB") DataSize memory, @DefaultValue("5s") Duration patience) {
  DeepZoomProperties {
    if (memory.toMegabytes() < 1) {
      throw new IllegalArgumentException("contextile.deepzoom.memory is at least 1MB");
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("contextile.deepzoom.patience is not negative");
    }
  }
}
