// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of work. */
public enum JobKind {
  INGEST("ingest", JobOutputType.SLIDE),
  FEATURE_EXTRACTION("feature-extraction", null),
  FINE_TUNING("fine-tuning", JobOutputType.MODEL),
  MIL_TRAINING("mil-training", JobOutputType.CLASSIFIER),
  CLASSIFICATION("classification", null),
  MODEL_IMPORT("model-import", JobOutputType.MODEL);

  private final String text;
  private final @Nullable JobOutputType output;

  JobKind(String text, @Nullable JobOutputType output) {
    this.text = text;
    this.output = output;
  }

  /** What a job of the kind makes, if that is one thing. */
  public Optional<JobOutputType> output() {
    return Optional.ofNullable(output);
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
