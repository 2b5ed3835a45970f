// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.FeatureExtractionRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private GatewayServer server;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aProblemNamesTheTraceOfTheRequest() throws Exception {
    HttpResponse<String> missing =
        server.send(traced(server.request("/v1/jobs/" + UUID.randomUUID())));
    HttpResponse<String> refused =
        server.send(traced(HttpRequest.newBuilder(server.uri("/v1/jobs"))));

    for (HttpResponse<String> answer : List.of(missing, refused)) {
      assertThat(answer.body()).contains("\"traceId\":\"" + TRACE + "\"");
      assertThat(answer.headers().firstValue("X-Trace-Id")).hasValue(TRACE);
    }
  }

  @Test
  void aRequestWithoutATraceBeginsOne() throws Exception {
    String first = trace(server.send(server.request("/v1/jobs")));
    String second = trace(server.send(server.request("/v1/jobs").header("traceparent", "x")));

    assertThat(first).matches("[0-9a-f]{32}");
    assertThat(second).matches("[0-9a-f]{32}").isNotEqualTo(first);
  }

  @Test
  void aJobBearsTheTraceOfTheRequestThatSubmittedIt() throws Exception {
    String body =
        JsonMapper.shared()
            .writeValueAsString(
                new FeatureExtractionRequest(List.of(server.model())).slideIds(server.slides(1)));
    HttpResponse<String> accepted =
        server.send(
            traced(server.request("/v1/jobs/feature-extraction"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(server.jdbc().sql("SELECT traceparent FROM job").query(String.class).single())
        .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
        .doesNotContain("00f067aa0ba902b7");
  }

  private static HttpRequest.Builder traced(HttpRequest.Builder request) {
    return request.header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
  }

  private static String trace(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-Trace-Id").orElseThrow();
  }
}
