// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

final class ProblemAdviceTest {
  private final ProblemAdvice advice = new ProblemAdvice();

  @Test
  void saysWhenToComeBackToWhatIsBusy() {
    var busy = advice.onProblem(new ProblemException(Problem.of("busy", "Busy", 503, "Later.")));

    assertThat(busy.getStatusCode().value()).isEqualTo(503);
    assertThat(busy.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("5");
  }

  @Test
  void saysItOfNothingElse() {
    var missing = advice.onProblem(ProblemException.notFound("slide", 1));

    assertThat(missing.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isNull();
  }
}
