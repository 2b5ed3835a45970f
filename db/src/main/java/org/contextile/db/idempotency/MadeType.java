// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

import java.util.Arrays;

/** What a request with a key can make. */
public enum MadeType {
  /** A job that was submitted. */
  JOB("job"),
  /** Jobs that were submitted together. */
  JOB_GRAPH("job-graph"),
  COHORT("cohort"),
  MODEL("model"),
  /** A job's cancellation or retry; known by the id of the job. */
  JOB_CONTROL("job-control"),
  /** A place for the bytes of an upload. */
  UPLOAD("upload");

  private final String text;

  MadeType(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static MadeType of(String text) {
    return Arrays.stream(values())
        .filter(type -> type.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Requests make no " + text));
  }
}
