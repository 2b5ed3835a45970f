// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/** How an attempt ended, as its row says. */
public enum AttemptOutcome {
  SUCCEEDED,
  /** Its work was handed on to the job's children. */
  DIVIDED,
  FAILED,
  CANCELLED,
  RELEASED,
  EXPIRED
}
