// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import org.contextile.db.job.FinishedChild;
import org.contextile.db.job.JobKind;
import tools.jackson.databind.json.JsonMapper;

/** What a child of the running job has come to. */
public final class ChildResult {
  private final FinishedChild child;
  private final JsonMapper json;

  ChildResult(FinishedChild child, JsonMapper json) {
    this.child = child;
    this.json = json;
  }

  public JobKind kind() {
    return child.kind();
  }

  /** What it was asked for, as the API's model of its kind. */
  public <T> T request(Class<T> type) {
    return json.readValue(child.requestJson(), type);
  }

  /** What it made, as the API's model. */
  public <T> T result(Class<T> type) {
    return json.readValue(child.resultJson(), type);
  }
}
