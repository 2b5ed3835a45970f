// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one statement that ends attempts. */
final class AttemptEnds {
  /** By places and not by names: this is what every job ends with, and names take time. */
  private static final String END =
      """
      SELECT id, kind, state, awaited, parent_id, talkative
      FROM end_attempts(?, ?, ?, ?, ?, ?, ?, make_interval(secs => ?), ?, ?, ?)
      """;

  private final JdbcClient jdbc;

  AttemptEnds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Ends one attempt; whoever waits for the job has still to hear.
   *
   * @throws LeaseLostException when the lease expired or is another's
   */
  EndedAttempt end(JobLease lease, AttemptEnding ending) {
    EndedAttempt ended =
        end(List.of(lease), new @Nullable String[] {ending.resultJson()}, ending, false)
            .get(lease.jobId());
    if (ended == null) {
      throw new LeaseLostException(lease);
    }
    return ended;
  }

  /**
   * Ends attempts for whose jobs nobody waits, with results of their own.
   *
   * @return the ends by job; a job for which somebody waits or whose lease is lost is missing
   */
  Map<UUID, EndedAttempt> succeed(List<JobLease> leases, List<String> resultsJson) {
    return end(
        leases, resultsJson.toArray(String[]::new), AttemptEnding.success(null, false), true);
  }

  private Map<UUID, EndedAttempt> end(
      List<JobLease> leases, @Nullable String[] results, AttemptEnding ending, boolean alone) {
    Map<UUID, EndedAttempt> ends = HashMap.newHashMap(leases.size());
    jdbc.sql(END)
        .params(
            Arrays.<@Nullable Object>asList(
                leases.stream().map(JobLease::jobId).toArray(UUID[]::new),
                leases.stream().map(JobLease::token).toArray(UUID[]::new),
                Arrays.stream(results).map(JobJson::storable).toArray(String[]::new),
                ending.late(),
                alone,
                ending.next().name(),
                ending.counted(),
                ending.delay().toMillis() / 1000.0,
                JobJson.storable(ending.errorJson()),
                ending.outcome().name(),
                ending.ifCancelled().name()))
        .query(
            row -> {
              ends.put(
                  row.getObject(1, UUID.class),
                  new EndedAttempt(
                      JobKind.of(row.getString(2)),
                      JobState.valueOf(row.getString(3)),
                      row.getBoolean(4),
                      row.getObject(5, UUID.class),
                      row.getBoolean(6)));
            });
    return ends;
  }
}
