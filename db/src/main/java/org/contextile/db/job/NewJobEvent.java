// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An event that a worker reports; {@code dataJson} is shaped as {@link JobEventType} says. */
public record NewJobEvent(JobEventType type, String dataJson) {
  private static final JsonMapper JSON = new JsonMapper();

  public NewJobEvent {
    dataJson = JobJson.text(dataJson);
  }

  /**
   * A number at a step of a job; what is not finite becomes text, since JSON has no such number.
   */
  public static NewJobEvent metric(String name, long step, double value) {
    Object number = Double.isFinite(value) ? value : Double.toString(value);
    return new NewJobEvent(
        JobEventType.METRIC,
        JSON.writeValueAsString(Map.of("name", name, "step", step, "value", number)));
  }

  /** A line for the reader of the job's page. */
  public static NewJobEvent log(String message) {
    return new NewJobEvent(JobEventType.LOG, JSON.writeValueAsString(Map.of("message", message)));
  }
}
