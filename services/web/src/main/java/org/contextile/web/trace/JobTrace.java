// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.trace;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.Map;
import org.contextile.db.job.ClaimedJob;

/** A job's run as part of the trace that submitted it, and as a measured time. */
public final class JobTrace {
  private JobTrace() {}

  /** Begins the observation; the caller opens its scope and stops it. */
  public static Observation begin(ClaimedJob job, ObservationRegistry observations) {
    ReceiverContext<Map<String, String>> from = new ReceiverContext<>(Map::get);
    String parent = job.traceparent();
    from.setCarrier(parent == null ? Map.of() : Map.of(CurrentTrace.TRACEPARENT, parent));
    return Observation.createNotStarted("contextile.job.run", () -> from, observations)
        .contextualName("job " + job.kind().text())
        .lowCardinalityKeyValue("kind", job.kind().text())
        .highCardinalityKeyValue("job", job.lease().jobId().toString())
        .highCardinalityKeyValue("attempt", String.valueOf(job.attempt()))
        .start();
  }
}
