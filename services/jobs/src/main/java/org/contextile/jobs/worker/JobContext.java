// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.job.JobOutputType;
import org.contextile.library.storage.LocalCopy;

/** What a running job may ask and say. Used by the thread that runs the job. */
public interface JobContext {

  UUID id();

  String workspace();

  /** Which run of the job this is, from 1. */
  int attempt();

  /**
   * The children that earlier runs ended with, all of which have succeeded, in their order; empty
   * before there are any.
   */
  List<ChildResult> children();

  /**
   * The id of what the job makes, which others may have named already: the row that it publishes
   * takes it.
   *
   * @throws IllegalArgumentException if jobs of the kind make no such thing
   */
  UUID outputId(JobOutputType type);

  /** The job's request as the API's model. */
  <T> T request(Class<T> type);

  /** Begins a phase of {@code total} units, such as 240 tiles. A total of 0 means unknown. */
  void phase(String phase, long total, String unit);

  /** How many units of the phase are done. Cheap: written at most twice per second. */
  void progress(long completed);

  /** A point of a curve, such as the loss of a step. */
  void metric(String name, long step, double value);

  /** A line for people. While the database is away, lines and metrics wait, 1,000 at most. */
  void log(String message);

  /**
   * To be called in every loop. Cheap.
   *
   * @throws JobStoppedException if the job was cancelled, its lease is lost, or the worker shuts
   *     down
   */
  void checkStop();

  /** Whether {@link #checkStop} would throw. */
  boolean stopping();

  /** The last checkpoint of an earlier attempt or of this one; the caller closes it. */
  Optional<LocalCopy> checkpoint() throws IOException;

  /** Stores a copy of the file as the job's checkpoint, in place of the one before. */
  void saveCheckpoint(Path file) throws IOException;

  /**
   * Runs database writes in a transaction that commits only while the lease is held. While the
   * database is away they are tried again, after a rollback or a commit that nobody heard of, as
   * they would be in a next attempt: they must bear repetition.
   */
  void publish(Runnable writes);

  /** A directory for temporary files, removed when the job's run ends. */
  Path scratch();
}
