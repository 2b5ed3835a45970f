// SPDX-License-Identifier: Apache-2.0
package org.contextile.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.contextile.api.model.FineTuningLoss;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobKind;
import org.contextile.api.model.JobState;
import org.contextile.api.model.ModelImportRequest;
import org.contextile.api.model.ModelSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientIT {
  private static final UUID ID = UUID.fromString("0199c1a2-7d3e-7c41-9a0e-6b1f6c1d2e3f");
  private static final String JOB =
      """
      {"id": "%s", "kind": "fine-tuning", "state": "QUEUED", "request": {"name": "a"},
       "priority": 0, "attempts": [], "dependsOn": [], "createdAt": "2026-11-23T08:30:00.5Z",
       "somethingNew": {"of": "later"}}
      """
          .formatted(ID);

  private HttpServer server;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    client = new ApiClient();
    client.updateBaseUri("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theImportOfAModelIsAnsweredWithItsJob() throws Exception {
    String[] body = new String[1];
    server.createContext(
        "/v1/models",
        exchange -> {
          body[0] = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          answer(exchange, 202, "application/json", JOB);
        });
    ModelImportRequest request =
        new ModelImportRequest("resnet18", new ModelSource().uri("hf:timm/resnet18.a1_in1k"));

    Job job = new ModelImports(client).submit(request, "k1");

    assertThat(job.getId()).isEqualTo(ID);
    assertThat(body[0]).contains("\"uri\":\"hf:timm/resnet18.a1_in1k\"").doesNotContain("uploadId");
  }

  @Test
  void anUploadLargerThanTheHeapIsStreamed(@TempDir Path directory) throws Exception {
    long size = Runtime.getRuntime().maxMemory() + (64L << 20);
    File sparse = directory.resolve("slide.svs").toFile();
    try (RandomAccessFile file = new RandomAccessFile(sparse, "rw")) {
      file.setLength(size);
    }
    long[] received = new long[1];
    String[] key = new String[1];
    server.createContext(
        "/v1/slides",
        exchange -> {
          key[0] = exchange.getRequestHeaders().getFirst("Idempotency-Key");
          received[0] = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
          answer(exchange, 202, "application/json", JOB);
        });

    Job job = new SlidesApi(client).createSlideWithFormData(sparse, "k1", "A17-3.svs", 0.25, null);

    assertThat(received[0]).isGreaterThan(size);
    assertThat(key[0]).isEqualTo("k1");
    assertThat(job.getKind()).isEqualTo(JobKind.FINE_TUNING);
  }

  @Test
  void aDownloadLargerThanTheHeapBecomesAFile() throws Exception {
    long size = Runtime.getRuntime().maxMemory() + (64L << 20);
    server.createContext(
        "/v1/models/" + ID + "/weights",
        exchange -> {
          exchange.sendResponseHeaders(200, size);
          byte[] block = new byte[1 << 20];
          for (long sent = 0; sent < size; sent += block.length) {
            int length = Math.toIntExact(Math.min(block.length, size - sent));
            exchange.getResponseBody().write(block, 0, length);
          }
          exchange.close();
        });

    File weights = new ModelsApi(client).getModelWeights(ID, null, null, null);

    assertThat(weights).hasSize(size);
    Files.delete(weights.toPath());
  }

  @Test
  void requestsKeepTheirDefaultsAndAnswersTheirTimes() throws Exception {
    String[] body = new String[1];
    server.createContext(
        "/v1/jobs/fine-tuning",
        exchange -> {
          body[0] = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          answer(exchange, 202, "application/json", JOB);
        });

    Job job =
        new JobsApi(client)
            .submitFineTuning(
                new FineTuningRequest("a", ID, ID)
                    .cohortId(ID)
                    .recipe(new FineTuningRecipe().loss(FineTuningLoss.COSINE)),
                null);

    assertThat(body[0])
        .contains("\"windowSize\":4", "\"loss\":\"COSINE\"", "\"cohortId\":\"" + ID)
        .doesNotContain("null", "slideIds");
    assertThat(job.getState()).isEqualTo(JobState.QUEUED);
    assertThat(job.getCreatedAt()).isEqualTo("2026-11-23T08:30:00.5Z");
    assertThat(job.getRequest()).containsEntry("name", "a");
  }

  @Test
  void aProblemIsAnExceptionWithItsBody() {
    server.createContext(
        "/v1/jobs/" + ID,
        exchange ->
            answer(
                exchange, 404, "application/problem+json", "{\"type\": \"/problems/not-found\"}"));

    ApiException problem =
        catchThrowableOfType(ApiException.class, () -> new JobsApi(client).getJob(ID, null, null));

    assertThat(problem.getCode()).isEqualTo(404);
    assertThat(problem.getResponseBody()).contains("/problems/not-found");
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
