// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How jobs are followed.
 *
 * @param pause the shortest time between two reads of new events, which serve all followers
 * @param poll how long it may be until events are read that nobody was told of
 * @param heartbeat how long a stream may be silent before a comment is sent
 * @param longestWait how long a request for a job is held at most; less than what proxies wait for
 *     an answer
 */
@ConfigurationProperties("contextile.jobs.events")
public record JobEventProperties(
    @DefaultValue("400ms") Duration pause,
    @DefaultValue("500ms") Duration poll,
    @DefaultValue("15s") Duration heartbeat,
    @DefaultValue("30s") Duration longestWait) {
  public JobEventProperties {
    if (!pause.isPositive()
        || !poll.isPositive()
        || !heartbeat.isPositive()
        || !longestWait.isPositive()) {
      throw new IllegalArgumentException("Intervals of contextile.jobs.events are positive");
    }
  }
}
