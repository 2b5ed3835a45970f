// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentSessionsTest {
  private static final Caller ADA = Caller.of("ada", "north", Role.OPERATOR);

  // Near the end of what a long holds: the clock may wrap.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 2);
  private final RecentSessions recent = new RecentSessions(Duration.ofNanos(5), 2, now::get);

  @Test
  void aSessionIsRememberedForItsTimeOnly() {
    recent.put("a", ADA);
    now.addAndGet(4);
    assertThat(recent.find("a")).contains(ADA);
    now.addAndGet(1);
    assertThat(recent.find("a")).isEmpty();
  }

  @Test
  void theOldestIsForgottenFirst() {
    recent.put("a", ADA);
    recent.put("b", ADA);
    recent.put("a", ADA);
    recent.put("c", ADA);

    assertThat(recent.find("a")).isPresent();
    assertThat(recent.find("b")).isEmpty();
    assertThat(recent.find("c")).isPresent();
  }

  @Test
  void aSessionThatEndedIsForgottenAtOnce() {
    recent.put("a", ADA);
    recent.remove("a");

    assertThat(recent.find("a")).isEmpty();
  }
}
