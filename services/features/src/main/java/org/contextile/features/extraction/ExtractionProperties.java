// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How features are extracted.
 *
 * @param batchSize tiles a batch; halved where memory does not suffice
 * @param readers threads that read tiles while the network computes
 * @param maxUnreadable the fraction of a slide's tiles that may be unreadable, 0 to 1
 */
@ConfigurationProperties("contextile.features")
record ExtractionProperties(
    @DefaultValue("64") int batchSize,
    @DefaultValue("1") int readers,
    @DefaultValue("0.05") double maxUnreadable) {

  ExtractionProperties {
    if (batchSize < 1 || readers < 1) {
      throw new IllegalArgumentException("contextile.features: batch-size and readers are >= 1");
    }
    if (!(maxUnreadable >= 0 && maxUnreadable <= 1)) {
      throw new IllegalArgumentException("contextile.features.max-unreadable is in [0, 1]");
    }
  }
}
