// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.contextile.api.model.JobState;
import org.contextile.db.job.JobTransitions;
import org.junit.jupiter.api.Test;

class TransitionTableTest {
  @Test
  void theContractPublishesTheTableThatTheQueueGoesBy() throws IOException {
    String contract;
    try (InputStream in =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/META-INF/contextile/openapi.yaml"))) {
      contract = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(contract.lines().map(String::strip).collect(joining("\n")))
        .contains(JobTransitions.markdown().strip());
  }

  @Test
  void theStatesAreTheContracts() {
    assertThat(JobState.values())
        .extracting(Enum::name)
        .containsExactlyInAnyOrder(
            java.util.Arrays.stream(org.contextile.db.job.JobState.values())
                .map(Enum::name)
                .toArray(String[]::new));
  }
}
