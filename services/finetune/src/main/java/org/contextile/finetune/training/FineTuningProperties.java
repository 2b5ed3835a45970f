// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fine-tuning runs here.
 *
 * @param checkpointInterval the most work, in time, that a killed worker loses
 * @param openSlides slides that are open at a time
 * @param maxUnreadable the fraction of tiles that may be unreadable, 0 to 1
 * @param curvePoints points of the training curve that are stored at most
 */
@ConfigurationProperties("contextile.finetune")
record FineTuningProperties(
    @DefaultValue("60s") Duration checkpointInterval,
    @DefaultValue("8") int openSlides,
    @DefaultValue("0.05") double maxUnreadable,
    @DefaultValue("500") int curvePoints) {

  FineTuningProperties {
    if (checkpointInterval.isNegative() || openSlides < 1 || curvePoints < 1) {
      throw new IllegalArgumentException(
          "contextile.finetune: checkpoint-interval is not negative, open-slides and curve-points"
              + " are >= 1");
    }
    if (!(maxUnreadable >= 0 && maxUnreadable <= 1)) {
      throw new IllegalArgumentException("contextile.finetune.max-unreadable is in [0, 1]");
    }
  }
}
