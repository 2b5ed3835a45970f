// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.contextile.api.model.JobAttempt;
import org.contextile.api.model.JobEvent;
import org.contextile.api.model.JobEventType;
import org.contextile.api.model.JobProgress;
import org.contextile.api.model.JobState;
import org.contextile.api.model.MetricValue;
import org.contextile.api.model.Problem;
import org.contextile.db.job.JobView;
import org.contextile.jobs.view.JobMapping;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events of jobs as the API shows them. */
@Component
public class JobEventMapping {
  private final JsonMapper json;

  JobEventMapping(JsonMapper json) {
    this.json = json;
  }

  JobEvent toApi(org.contextile.db.job.JobEvent event) {
    JsonNode data = json.readTree(event.dataJson());
    JobEvent result =
        new JobEvent(JobEventType.fromValue(event.type().text()), event.at())
            .id(event.id())
            .jobId(event.jobId())
            .attemptNumber(data.has("attempt") ? data.path("attempt").asInt() : null);
    return switch (event.type()) {
      case STATE ->
          result
              .state(JobState.fromValue(data.path("state").asString()))
              .attempt(data.has("worker") ? attempt(data, event.at()) : null);
      case PROGRESS -> result.progress(progress(data));
      case METRIC -> result.metric(metric(data));
      case LOG -> result.message(data.path("message").asString(""));
    };
  }

  /** Whether a job ended by the event. */
  public boolean isEnd(org.contextile.db.job.JobEvent event) {
    return event.type() == org.contextile.db.job.JobEventType.STATE
        && org.contextile.db.job.JobState.valueOf(
                json.readTree(event.dataJson()).path("state").asString())
            .terminal();
  }

  /** What the children of a job have done together. */
  JobEvent sum(JobView parent) {
    org.contextile.db.job.JobProgress sum = parent.progress();
    JobProgress progress =
        new JobProgress(
            Objects.requireNonNullElse(sum.phase(), ""),
            sum.completed(),
            Objects.requireNonNullElse(sum.unit(), ""));
    return new JobEvent(JobEventType.PROGRESS, Instant.now())
        .jobId(parent.id())
        .progress(progress.total(sum.total() == 0 ? null : sum.total()));
  }

  /** Events that are missing and are not told any more. */
  JobEvent gap(String message) {
    return new JobEvent(JobEventType.GAP, Instant.now()).message(message);
  }

  /** The attempt that the event began or, when it has an outcome, ended. */
  private JobAttempt attempt(JsonNode data, Instant at) {
    JobAttempt attempt =
        new JobAttempt(data.path("attempt").asInt()).worker(data.path("worker").asString());
    if (!data.has("outcome")) {
      return attempt.startedAt(at);
    }
    return attempt
        .startedAt(OffsetDateTime.parse(data.path("startedAt").asString()).toInstant())
        .endedAt(at)
        .outcome(JobMapping.outcome(data.path("outcome").asString()))
        .error(data.has("error") ? json.treeToValue(data.get("error"), Problem.class) : null);
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
