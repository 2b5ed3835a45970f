// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How jobs are followed.
 *
 * @param poll how often the database is asked for new events of a job that is followed
 * @param heartbeat how long a stream may be silent before a comment is sent
 */
@ConfigurationProperties("contextile.gateway.events")
public record JobEventProperties(
    @DefaultValue("500ms") Duration poll, @DefaultValue("15s") Duration heartbeat) {
  public JobEventProperties {
    if (!poll.isPositive() || !heartbeat.isPositive()) {
      throw new IllegalArgumentException("Intervals of contextile.gateway.events are positive");
    }
  }
}
