// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Arrays;

/** The kinds of work. */
public enum JobKind {
  INGEST("ingest"),
  FEATURE_EXTRACTION("feature-extraction"),
  FINE_TUNING("fine-tuning"),
  MIL_TRAINING("mil-training"),
  CLASSIFICATION("classification"),
  MODEL_IMPORT("model-import");

  private final String text;

  JobKind(String text) {
    this.text = text;
  }

  /** The name in the database and on the wire. */
  public String text() {
    return text;
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static JobKind of(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No kind of job: " + text));
  }
}
