// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import org.contextile.api.model.JobEvent;
import org.contextile.api.model.JobEventType;
import org.contextile.api.model.JobProgress;
import org.contextile.api.model.JobState;
import org.contextile.api.model.MetricValue;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events of jobs as the API shows them. */
@Component
class JobEventMapping {
  private final JsonMapper json;

  JobEventMapping(JsonMapper json) {
    this.json = json;
  }

  JobEvent toApi(org.contextile.db.job.JobEvent event) {
    JsonNode data = json.readTree(event.dataJson());
    JobEvent result =
        new JobEvent(event.id(), JobEventType.fromValue(event.type().text()), event.at());
    return switch (event.type()) {
      case STATE -> result.state(JobState.fromValue(data.path("state").asString()));
      case PROGRESS -> result.progress(progress(data));
      case METRIC -> result.metric(metric(data));
      case LOG -> result.message(data.path("message").asString(""));
    };
  }

  private static JobProgress progress(JsonNode data) {
    long total = data.path("total").asLong(0);
    return new JobProgress(
            data.path("phase").asString(""),
            data.path("completed").asLong(0),
            data.path("unit").asString(""))
        .total(total == 0 ? null : total);
  }

  private static @Nullable MetricValue metric(JsonNode data) {
    // A worker that met a NaN reports it as text: there is no such number in JSON.
    return data.path("value").isNumber()
        ? new MetricValue(
            data.path("name").asString(""),
            data.path("step").asLong(0),
            data.path("value").doubleValue())
        : null;
  }

  /** The JSON text of an event. */
  String text(JobEvent event) {
    return json.writeValueAsString(event);
  }
}
