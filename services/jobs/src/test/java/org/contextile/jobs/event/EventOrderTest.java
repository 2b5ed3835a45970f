// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.contextile.db.job.EventPage;
import org.contextile.db.job.JobEvent;
import org.contextile.db.job.JobEventType;
import org.contextile.db.job.WorkspaceEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventOrderTest {
  @Test
  void anEventThatIsCommittedLateIsSeen() {
    EventOrder order = new EventOrder(0);
    // Transaction 7 has written event 1 and is under way, transaction 8 has committed event 2.
    assertThat(read(order, 7, 9, 2)).containsExactly(2L);
    assertThat(order.settled()).isZero();

    assertThat(read(order, 9, 9, 1, 2)).containsExactly(1L);
    assertThat(order.settled()).isEqualTo(2);
    assertThat(read(order, 9, 9)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 7, 11, 13})
  void whateverTheOrderOfCommitsEveryEventIsSeenOnce(long seed) {
    Random random = new Random(seed);
    SortedMap<Long, Long> open = new TreeMap<>();
    List<Long> committed = new ArrayList<>();
    List<Long> seen = new ArrayList<>();
    EventOrder order = new EventOrder(0);
    long transaction = 1;
    long id = 1;
    for (int step = 0; step < 2_000 || !open.isEmpty(); step++) {
      if (step < 2_000 && open.size() < 7 && random.nextBoolean()) {
        open.put(transaction++, id++);
      } else if (!open.isEmpty() && random.nextInt(3) > 0) {
        long ends = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
        committed.add(open.remove(ends));
      }
      if (random.nextInt(3) == 0 || open.isEmpty()) {
        long settled = order.settled();
        long[] visible =
            committed.stream().filter(it -> it > settled).sorted().mapToLong(it -> it).toArray();
        seen.addAll(
            read(order, open.isEmpty() ? transaction : open.firstKey(), transaction, visible));
        assertThat(open.values()).allMatch(it -> it > order.settled());
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(committed);
    assertThat(order.settled()).isGreaterThan(id - 20);
  }

  private static List<Long> read(EventOrder order, long oldest, long next, long... visible) {
    List<WorkspaceEvent> events = new ArrayList<>();
    for (long id : visible) {
      events.add(
          new WorkspaceEvent(
              "w", new JobEvent(id, new UUID(0, id), Instant.EPOCH, JobEventType.LOG, "{}")));
    }
    List<Long> fresh =
        events.stream().filter(order::isNew).map(event -> event.event().id()).toList();
    order.read(new EventPage(events, oldest, next));
    return fresh;
  }
}
