// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.view;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.JobWait;
import org.contextile.api.model.JobWaitReason;
import org.contextile.db.job.JobChildren;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.JobView;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What jobs wait for that neither run nor have ended. */
@Repository
class JobWaits {
  /** By the database's clock: it is the one that decides. */
  private static final String HOLDS =
      """
      SELECT id, run_after > clock_timestamp() AS later, ARRAY(
        SELECT depends_on FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
        WHERE d.job_id = job.id AND needed.state <> 'SUCCEEDED' ORDER BY depends_on) AS outstanding
      FROM job WHERE id IN (:jobs)
      """;

  private static final long MEBIBYTE = 1 << 20;

  private final JdbcClient jdbc;

  JobWaits(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What holds a job back.
   *
   * @param outstanding jobs that it depends on and that have not succeeded
   * @param later whether its time has not come
   */
  record Hold(List<UUID> outstanding, boolean later) {}

  /** Reads for a whole page of jobs at once; those that do not wait are left out. */
  Map<UUID, JobWait> of(Collection<JobView> jobs) {
    List<JobView> waiting = jobs.stream().filter(job -> job.state().waiting()).toList();
    if (waiting.isEmpty()) {
      return Map.of();
    }
    Map<UUID, Hold> holds = holds(waiting.stream().map(JobView::id).toList());
    Map<UUID, JobWait> waits = new HashMap<>();
    for (JobView job : waiting) {
      waits.put(job.id(), wait(job, holds.getOrDefault(job.id(), new Hold(List.of(), false))));
    }
    return waits;
  }

  private Map<UUID, Hold> holds(List<UUID> jobs) {
    Map<UUID, Hold> holds = new HashMap<>();
    jdbc.sql(HOLDS)
        .param("jobs", jobs)
        .query(
            row -> {
              holds.put(
                  row.getObject("id", UUID.class),
                  new Hold(
                      List.of((UUID[]) row.getArray("outstanding").getArray()),
                      row.getBoolean("later")));
            });
    return holds;
  }

  /** The first thing that must come; there may be more behind it. */
  static JobWait wait(JobView job, Hold hold) {
    JobWait wait = reason(job, hold);
    return hold.later() ? wait.until(job.runAfter()) : wait;
  }

  private static JobWait reason(JobView job, Hold hold) {
    JobChildren children = job.children();
    if (!hold.outstanding().isEmpty()) {
      String message =
          job.dependsOn().size() == 1
              ? "the job that it depends on"
              : "%d of %d jobs that it depends on"
                  .formatted(hold.outstanding().size(), job.dependsOn().size());
      return new JobWait(JobWaitReason.DEPENDENCIES, message).jobIds(hold.outstanding());
    }
    if (!children.ended()) {
      return new JobWait(
          JobWaitReason.CHILDREN,
          "%d of %d children".formatted(children.unfinished(), children.total()));
    }
    if (hold.later()) {
      return new JobWait(
          JobWaitReason.TIME, job.failures() > 0 ? "the next attempt's time" : "its time to start");
    }
    return new JobWait(JobWaitReason.WORKER, worker(job.needs()));
  }

  private static String worker(JobNeeds needs) {
    String memory = "%d MiB of memory".formatted(Math.ceilDiv(needs.memoryBytes(), MEBIBYTE));
    if (needs.gpu() && needs.memoryBytes() > 0) {
      return "a free worker with a GPU and " + memory;
    }
    if (needs.gpu()) {
      return "a free worker with a GPU";
    }
    return needs.memoryBytes() > 0 ? "a free worker with " + memory : "a free worker";
  }
}
