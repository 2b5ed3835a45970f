// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

/** Why a running job must end before its work is done. */
enum StopReason {
  /** Somebody cancelled it: it ends in {@code CANCELLED}. */
  CANCELLED("The job was cancelled"),
  /** Another worker may have it by now: nothing more is written. */
  LEASE_LOST("The lease was lost"),
  /** The process ends: the job is handed back, the attempt not counted. */
  SHUTDOWN("The worker shuts down");

  private final String text;

  StopReason(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
