// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of the process DeepZoom may take.
 *
 * @param cache memory for tiles that were made, so that they need not be made again; 0 for none
 * @param patience how long a request waits before it is told to come again
 */
@ConfigurationProperties("contextile.deepzoom")
record DeepZoomProperties(
    @DefaultValue("128MB") DataSize cache, @DefaultValue("5s") Duration patience) {
  DeepZoomProperties {
    if (cache.isNegative()) {
      throw new IllegalArgumentException("contextile.deepzoom.cache is not negative");
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("contextile.deepzoom.patience is not negative");
    }
  }
}
