// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/** What became of a user's wish to cancel or to retry a job. */
public sealed interface JobControl {
  /** Done, or on its way. */
  record Accepted(JobState state) implements JobControl {}

  /** Not possible in the job's state; nothing changed. */
  record Refused(JobState state, String reason) implements JobControl {}

  /** The workspace has no such job. */
  record NotFound() implements JobControl {}
}
