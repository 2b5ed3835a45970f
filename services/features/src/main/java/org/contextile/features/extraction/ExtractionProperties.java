// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import org.contextile.learning.backbone.Precision;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How features are extracted.
 *
 * @param batchSize tiles a batch; halved where memory does not suffice
 * @param readers threads that read tiles while the network computes
 * @param maxUnreadable the fraction of a slide's tiles that may be unreadable, 0 to 1
 * @param precision what models of a known architecture compute in; others always in float32
 */
@ConfigurationProperties("contextile.features")
record ExtractionProperties(
    @DefaultValue("64") int batchSize,
    @DefaultValue("1") int readers,
    @DefaultValue("0.05") double maxUnreadable,
    @DefaultValue("fp32") Precision precision) {

  ExtractionProperties {
    if (batchSize < 1 || readers < 1) {
      throw new IllegalArgumentException("contextile.features: batch-size and readers are >= 1");
    }
    if (!(maxUnreadable >= 0 && maxUnreadable <= 1)) {
      throw new IllegalArgumentException("contextile.features.max-unreadable is in [0, 1]");
    }
  }
}
