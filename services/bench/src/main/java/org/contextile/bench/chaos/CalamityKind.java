// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

/** What can befall the workers and their database. */
enum CalamityKind {
  /** {@code SIGKILL} to a worker, which is started again after a while. */
  KILL_WORKER(true),
  /** {@code SIGTERM} to a worker: it hands its jobs back, ends, and is started again. */
  TERMINATE_WORKER(true),
  /** {@code SIGSTOP} to a worker for longer than its lease, then {@code SIGCONT}. */
  FREEZE_WORKER(true),
  /** Nothing passes between a worker and the database for longer than its lease. */
  CUT_LINE(true),
  /** A worker's connections are closed under its hands. */
  DROP_CONNECTIONS(true),
  /** The server ends the sessions of all. */
  TERMINATE_BACKENDS(false),
  /** {@code SIGKILL} to every process of the server, which is started again after seconds. */
  CRASH_SERVER(false),
  /** {@code SIGSTOP} to every process of the server for seconds, then {@code SIGCONT}. */
  FREEZE_SERVER(false);

  private final boolean ofWorker;

  CalamityKind(boolean ofWorker) {
    this.ofWorker = ofWorker;
  }

  /** Whether it befalls one worker, and not the server that all share. */
  boolean ofWorker() {
    return ofWorker;
  }
}
