// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdempotencyKeysIT {
  private final JdbcClient jdbc = JdbcClient.create(TestDatabase.migrated().dataSource());
  private final IdempotencyKeys keys = new IdempotencyKeys(jdbc);

  @Test
  void aRepeatedRequestGetsTheStoredAnswer() {
    StoredAnswer answer = new StoredAnswer(202, "application/json", "/v1/jobs/1", "{}");
    assertThat(keys.claim("w", "k", "digest")).isEqualTo(new Claim.Started());
    assertThat(keys.claim("w", "k", "digest")).isEqualTo(new Claim.InProgress());

    keys.store("w", "k", answer);

    assertThat(keys.claim("w", "k", "digest")).isEqualTo(new Claim.Answered(answer));
    assertThat(keys.claim("w", "k", "another digest")).isEqualTo(new Claim.Mismatch());
    assertThat(keys.claim("other", "k", "another digest")).isEqualTo(new Claim.Started());
  }

  @Test
  void aRequestWithoutEffectFreesItsKey() {
    keys.claim("w", "k", "digest");

    keys.abandon("w", "k");

    assertThat(keys.claim("w", "k", "another digest")).isEqualTo(new Claim.Started());
  }

  @Test
  void aRequestThatDiedWithItsProcessMayBeRepeated() {
    keys.claim("w", "k", "digest");
    jdbc.sql("UPDATE idempotency_key SET created_at = now() - interval '1 hour'").update();

    assertThat(keys.claim("w", "k", "digest")).isEqualTo(new Claim.Started());
    assertThat(keys.claim("w", "k", "digest")).isEqualTo(new Claim.InProgress());
  }

  @Test
  void aLongRequestThatSaysSoKeepsItsKey() {
    keys.claim("w", "k", "digest");
    jdbc.sql("UPDATE idempotency_key SET created_at = now() - interval '1 hour'").update();

    keys.touch("w", "k");

    assertThat(keys.claim("w", "k", "digest")).isEqualTo(new Claim.InProgress());
  }

  @Test
  void oldKeysAreForgotten() {
    keys.claim("w", "k", "digest");
    assertThat(keys.forgetOlderThan(Duration.ofDays(1))).isZero();
    jdbc.sql("UPDATE idempotency_key SET created_at = now() - interval '2 days'").update();

    assertThat(keys.forgetOlderThan(Duration.ofDays(1))).isEqualTo(1);
  }
}
