// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much memory and time a training may take.
 *
 * @param maxCached features held in memory; what does not fit is read again at every use
 * @param maxInstances tiles of a slide in one step at most; more are sampled anew each time
 * @param validation share of a fold's training slides that says when to stop, in (0, 0.5]
 */
@ConfigurationProperties("contextile.mil")
record TrainingProperties(
    @DefaultValue("2GB") DataSize maxCached,
    @DefaultValue("8192") int maxInstances,
    @DefaultValue("0.2") double validation) {

  TrainingProperties {
    if (maxCached.isNegative() || maxInstances < 1 || !(validation > 0 && validation <= 0.5)) {
      throw new IllegalArgumentException(
          "contextile.mil: max-cached >= 0, max-instances >= 1, validation in (0, 0.5]");
    }
  }
}
