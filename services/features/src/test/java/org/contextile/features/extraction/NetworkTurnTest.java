// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class NetworkTurnTest {
  private final NetworkTurn turn = new NetworkTurn();

  @Test
  void nobodyComputesBesideAnother() throws Exception {
    AtomicInteger computing = new AtomicInteger();
    List<CompletableFuture<Integer>> most = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 200; i++) {
        most.add(CompletableFuture.supplyAsync(() -> compute(computing), threads));
      }
    }
    assertThat(most).allMatch(it -> it.join() == 1);
  }

  private int compute(AtomicInteger computing) {
    try (NetworkTurn.Held _ = turn.await(() -> {})) {
      int beside = computing.incrementAndGet();
      LockSupport.parkNanos(1000);
      computing.decrementAndGet();
      return beside;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoIsStoppedWhileItWaitsTakesNothing() throws Exception {
    NetworkTurn.Held held = turn.await(() -> {});
    assertThatThrownBy(() -> turn.await(stopAfter(3))).isInstanceOf(CancellationException.class);
    held.close();
    held.close();
    try (NetworkTurn.Held _ = turn.await(() -> {})) {
      assertThatThrownBy(() -> turn.await(stopAfter(2)))
          .as("a turn closed twice is one turn")
          .isInstanceOf(CancellationException.class);
    }
  }

  private static Runnable stopAfter(int looks) {
    AtomicInteger left = new AtomicInteger(looks);
    return () -> {
      if (left.getAndDecrement() == 0) {
        throw new CancellationException();
      }
    };
  }
}
