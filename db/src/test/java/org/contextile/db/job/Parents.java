// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Divided jobs in an empty queue. */
final class Parents {
  private final QueueFixture fixture;

  Parents(QueueFixture fixture) {
    this.fixture = fixture;
  }

  /** Children of ten tiles each, the number of the child in its request. */
  static List<ChildJob> children(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                ChildJob.of(JobKind.INGEST, "{\"child\": %d}".formatted(i))
                    .withProgress(new JobProgress("tiles", 0, 10, "tile")))
        .toList();
  }

  /** Submits a job and divides it; the queue has no other that is ready. */
  UUID divided(int children) {
    UUID parent = fixture.submit();
    fixture.queue.divide(fixture.claim().lease(), children(children));
    return parent;
  }

  /** In the order of their numbers. */
  List<UUID> children(UUID parent) {
    return fixture
        .jdbc
        .sql("SELECT id FROM job WHERE parent_id = :job ORDER BY (request ->> 'child')::int")
        .param("job", parent)
        .query(UUID.class)
        .list();
  }

  /** Claims so many jobs of any parent. */
  List<ClaimedJob> claim(int count) {
    return fixture.queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE, count, ClaimTerms.ANY);
  }
}
