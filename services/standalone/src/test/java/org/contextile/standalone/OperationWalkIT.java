// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.contextile.api.problem.ProblemType;
import org.contextile.jobs.testing.RawHttp;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.core.env.Environment;

/** The platform as it runs. */
class OperationWalkIT extends OperationWalk {

  OperationWalkIT() {
    super(StandaloneConfiguration.class);
  }

  @TestFactory
  Stream<DynamicTest> aMalformedRequestIsAProblemThatTellsNothingOfTheInside() {
    MalformedRequests malformed = new MalformedRequests(new RawHttp(service.address()), THEIR_KEY);
    return ours.keySet().stream()
        .map(it -> DynamicTest.dynamicTest(it.name(), () -> malformed.sendTo(it)));
  }

  @Test
  void keysCloseAServerThatIsOpenWithoutThem() throws Exception {
    RawHttp http = new RawHttp(service.address());
    RawHttp.Answer answer = http.send("GET /v1/slides HTTP/1.1");

    assertThat(service.bean(Environment.class).getProperty("contextile.security.open"))
        .isEqualTo("true");
    assertThat(answer.problem()).isEqualTo(ProblemType.UNAUTHORIZED);
    assertThat(http.send("GET /actuator/health HTTP/1.1").status()).isEqualTo(200);
  }

  @Test
  void aBodyThatStopsOnItsWayIsTheClientsMistake() throws Exception {
    String head =
        "POST /v1/slides HTTP/1.1\nAuthorization: Bearer " + THEIR_KEY + "\nContent-Length: 100";
    RawHttp http = new RawHttp(service.address());
    for (String more :
        List.of(
            "\nContent-Type: application/json",
            "\nContent-Type: application/json\nIdempotency-Key: slow",
            "\nContent-Type: multipart/form-data; boundary=a")) {
      RawHttp.Answer answer =
          http.send(head + more, "--a\r\n".getBytes(StandardCharsets.US_ASCII), 20_000);

      assertThat(answer.problem()).as(more).isEqualTo(ProblemType.REQUEST_TIMEOUT);
    }
  }

  @Override
  void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isIn(404, 422);
  }
}
