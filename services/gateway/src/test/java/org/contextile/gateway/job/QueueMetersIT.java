// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.Test;

class QueueMetersIT {
  @Test
  void depthAndAgeAreScrapedAndALostDatabaseDoesNotBreakTheScrape() throws Exception {
    try (GatewayServer server = GatewayServer.start()) {
      JobQueue queue = server.bean(JobQueue.class);
      queue.submit(job("a"));
      server.claim(JobKind.INGEST);
      UUID ready = queue.submit(job("a"));
      queue.submit(job("b"));
      queue.submit(job("b").withRunAfter(Instant.now().plusSeconds(3600)));
      queue.submit(job("a").withDependsOn(Set.of(ready)));

      String figures = scraped(server);

      assertThat(figures.lines())
          .contains(
              "contextile_queue_ready{kind=\"ingest\"} 2.0",
              "contextile_queue_delayed{kind=\"ingest\"} 1.0",
              "contextile_queue_blocked{kind=\"ingest\"} 1.0",
              "contextile_queue_running{kind=\"ingest\"} 1.0",
              "contextile_queue_ready{kind=\"fine-tuning\"} 0.0",
              "contextile_queue_oldest_seconds{kind=\"fine-tuning\"} 0.0");
      assertThat(figures).contains("contextile_queue_oldest_seconds{kind=\"ingest\"}");

      server.bean(DataSource.class).unwrap(HikariDataSource.class).close();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(scraped(server).lines())
                      .contains("contextile_queue_ready{kind=\"ingest\"} NaN"));
    }
  }

  private static JobSubmission job(String workspace) {
    return JobSubmission.of(workspace, JobKind.INGEST, "{}");
  }

  private static String scraped(GatewayServer server) throws Exception {
    HttpResponse<String> answer =
        server.send(HttpRequest.newBuilder(server.uri("/actuator/prometheus")));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
