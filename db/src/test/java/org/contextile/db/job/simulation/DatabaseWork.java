// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.contextile.db.job.ChildJob;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobState;
import org.contextile.db.job.LeaseLostException;
import org.contextile.db.job.NewJobEvent;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What workers do under their leases in the real queue. */
final class DatabaseWork {
  private static final String BROKEN =
      "{\"type\": \"%s\", \"title\": \"It broke\", \"status\": 500}".formatted(ModelJob.BROKEN);

  private final JdbcClient jdbc;
  private final JobQueue queue;
  private final DatabaseNumbers numbers;

  DatabaseWork(JdbcClient jdbc, JobQueue queue, DatabaseNumbers numbers) {
    this.jdbc = jdbc;
    this.queue = queue;
    this.numbers = numbers;
  }

  Answer underLease(Operation.UnderGrant write) {
    try {
      return underLease(write, numbers.grant(write.grant()));
    } catch (LeaseLostException e) {
      return Answer.LOST;
    }
  }

  private Answer underLease(Operation.UnderGrant write, JobLease lease) {
    return switch (write) {
      case Operation.Beat(_, int minutes) ->
          switch (queue.heartbeat(lease, Duration.ofMinutes(minutes))) {
            case LOST -> Answer.LOST;
            case HELD -> Answer.of("HELD");
            case CANCEL_REQUESTED -> Answer.of("CANCEL_REQUESTED");
          };
      case Operation.Write _ -> {
        queue.fenced(lease, () -> effect(lease, false));
        yield Answer.NONE;
      }
      case Operation.Checkpoint(_, int artifact) -> {
        queue.checkpoint(lease, DatabaseNumbers.digest(artifact));
        yield Answer.NONE;
      }
      case Operation.Progress(_, int completed) -> {
        queue.progress(lease, progress(completed));
        yield Answer.NONE;
      }
      case Operation.Log(_, int lines) -> {
        queue.append(
            lease,
            IntStream.range(0, lines).mapToObj(line -> NewJobEvent.log("line " + line)).toList());
        yield Answer.NONE;
      }
      case Operation.Divide(_, List<Set<Integer>> children) -> divide(lease, children);
      case Operation.Succeed _ -> Answer.state(queue.succeed(lease, () -> effect(lease, true)));
      case Operation.Fail(_, boolean retryable) ->
          Answer.state(queue.fail(lease, BROKEN, retryable));
      case Operation.Stop _ -> stopped(() -> queue.cancelled(lease));
      case Operation.Release _ -> Answer.state(queue.release(lease));
    };
  }

  private static JobProgress progress(int completed) {
    return new JobProgress("phase", completed, Operation.Progress.TOTAL, "tile");
  }

  private Answer divide(JobLease lease, List<Set<Integer>> inputs) {
    List<ChildJob> parts =
        IntStream.range(0, inputs.size())
            .mapToObj(
                i ->
                    ChildJob.of(kind(lease), "{\"child\": %d}".formatted(i))
                        .withProgress(progress(0))
                        .withInputDigests(
                            inputs.get(i).stream().map(DatabaseNumbers::digest).toList()))
            .toList();
    try {
      JobState state = queue.divide(lease, parts);
      List<UUID> children =
          jdbc.sql("SELECT id FROM job WHERE parent_id = :job ORDER BY (request ->> 'child')::int")
              .param("job", lease.jobId())
              .query(UUID.class)
              .list();
      children.forEach(numbers::add);
      return Answer.added(state, children.size());
    } catch (DataIntegrityViolationException e) {
      return Answer.NO_INPUT;
    }
  }

  private JobKind kind(JobLease lease) {
    return JobKind.of(
        jdbc.sql("SELECT kind FROM job WHERE id = :job")
            .param("job", lease.jobId())
            .query(String.class)
            .single());
  }

  private static Answer stopped(Supplier<JobState> stop) {
    try {
      return Answer.state(stop.get());
    } catch (IllegalStateException e) {
      return Answer.NOT_ASKED;
    }
  }

  private String effect(JobLease lease, boolean published) {
    jdbc.sql("INSERT INTO effect VALUES (:job, :published)")
        .param("job", lease.jobId())
        .param("published", published)
        .update();
    return "{}";
  }
}
