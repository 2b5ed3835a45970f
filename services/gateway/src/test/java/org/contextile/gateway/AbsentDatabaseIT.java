// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AbsentDatabaseIT {
  @Test
  void aGatewayStartsWithoutItsDatabaseSaysSoAndWorksWhenItComes() throws Exception {
    try (GatewayServer server =
        GatewayServer.startCutOff(
            "spring.datasource.hikari.connection-timeout=1000",
            "spring.datasource.hikari.data-source-properties.loginTimeout=1")) {
      HttpResponse<String> refused = jobs(server);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("/problems/unavailable");
      assertThat(refused.headers().firstValue("Retry-After")).contains("5");

      HttpResponse<String> submission =
          server.send(
              server
                  .request("/v1/jobs/feature-extraction")
                  .header("Idempotency-Key", "once")
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{}")));
      assertThat(submission.statusCode()).as(submission.body()).isEqualTo(503);
      assertThat(submission.body()).contains("/problems/unavailable");

      server.line().mend();
      await().atMost(Duration.ofSeconds(30)).until(() -> jobs(server).statusCode() == 200);
    }
  }

  private static HttpResponse<String> jobs(GatewayServer server)
      throws IOException, InterruptedException {
    return server.send(server.request("/v1/jobs").GET());
  }
}
