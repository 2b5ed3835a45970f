// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobValuesTest {
  @ParameterizedTest
  @EnumSource(JobKind.class)
  void aKindIsFoundByItsName(JobKind kind) {
    assertThat(JobKind.of(kind.text())).isEqualTo(kind);
  }

  @Test
  void aNumberThatJsonCannotHoldIsReportedAsText() {
    assertThat(NewJobEvent.metric("loss", 3, Double.NaN).dataJson()).contains("\"value\":\"NaN\"");
    assertThat(NewJobEvent.metric("loss", 3, 0.5).dataJson()).contains("\"value\":0.5");
  }

  @Test
  void aSubmissionNamesEachInputOnceAndNeedsAWorkspaceAndAnAttempt() {
    JobSubmission submission = JobSubmission.of("w", JobKind.INGEST, "{}");

    assertThat(submission.withInputDigests(List.of("a", "b", "a")).inputDigests())
        .containsExactly("a", "b");
    assertThatThrownBy(() -> submission.withMaxAttempts(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JobSubmission.of(" ", JobKind.INGEST, "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNotificationSaysWhyItWakes() {
    UUID job = UUID.randomUUID();

    assertThat(JobWakeup.parse("queued:mil-training"))
        .contains(new JobWakeup.Queued(JobKind.MIL_TRAINING));
    assertThat(JobWakeup.parse("reported")).contains(new JobWakeup.Reported());
    assertThat(JobWakeup.parse("cancelling:" + job)).contains(new JobWakeup.Cancelling(job));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "queued:nothing-known", "cancelling:no-uuid", "other:1"})
  void aNotificationOfALaterVersionIsPassedOver(String payload) {
    assertThat(JobWakeup.parse(payload)).isEmpty();
  }

  @Test
  void theNullCharacterIsLeftOutOfJsonAndWhatOnlyLooksLikeItIsKept() {
    assertThat(NewJobEvent.log("a\0b").dataJson()).isEqualTo("{\"message\":\"a b\"}");
    assertThat(JobJson.text("\"\\\\u0000\"")).isEqualTo("\"\\\\u0000\"");
    assertThat(JobJson.text("\"\\\\\\u0000\"")).isEqualTo("\"\\\\ \"");
    assertThat(JobJson.storable(null)).isNull();
  }
}
