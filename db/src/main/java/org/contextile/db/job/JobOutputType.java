// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Arrays;

/** What a job makes of which there is one, so that its id can be known beforehand. */
public enum JobOutputType {
  SLIDE("slide"),
  MODEL("model"),
  CLASSIFIER("classifier");

  private final String text;

  JobOutputType(String text) {
    this.text = text;
  }

  /** The name in the database and on the wire. */
  public String text() {
    return text;
  }

  static JobOutputType of(String text) {
    return Arrays.stream(values())
        .filter(type -> type.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No type of output: " + text));
  }
}
