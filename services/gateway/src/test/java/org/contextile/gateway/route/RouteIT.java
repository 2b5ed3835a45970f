// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.contextile.api.problem.ProblemType;
import org.contextile.client.SlidesApi;
import org.contextile.db.idempotency.RequestKey;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.gateway.GatewayServer;
import org.contextile.jobs.testing.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteIT {
  private static final UUID ID = UUID.fromString("0199c1a2-7d3e-7c41-9a0e-6b1f6c1d2e3f");
  private static final String JOB =
      """
      {"id": "%s", "kind": "ingest", "state": "QUEUED", "request": {}, "priority": 0, "attempts": [],
       "dependsOn": [], "createdAt": "2026-11-23T08:30:00Z"}
      """
          .formatted(ID);

  private final ConcurrentHashMap<String, String> seen = new ConcurrentHashMap<>();
  private final AtomicLong uploaded = new AtomicLong();
  private HttpServer ingest;
  private GatewayServer server;

  @BeforeAll
  void start() throws IOException {
    ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ingest.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    ingest.createContext("/v1/slides", this::slides);
    ingest.createContext("/v1/uploads", this::uploads);
    ingest.start();
    server =
        GatewayServer.start(
            "server.tomcat.connection-timeout=2s",
            "contextile.gateway.services.ingest=http://127.0.0.1:" + ingest.getAddress().getPort(),
            // Nobody listens there.
            "contextile.gateway.services.mil=http://127.0.0.1:9");
  }

  @AfterAll
  void stop() {
    server.close();
    ingest.stop(0);
  }

  private void slides(HttpExchange exchange) throws IOException {
    exchange.getRequestHeaders().forEach((name, values) -> seen.put(name, values.getFirst()));
    seen.put("target", exchange.getRequestURI().toString());
    if (exchange.getRequestMethod().equals("POST")) {
      uploaded.set(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
      exchange.getResponseHeaders().set("Location", "/v1/jobs/" + ID);
      answer(exchange, 202, "application/json", JOB);
    } else if (exchange.getRequestURI().getPath().endsWith(".dzi")) {
      compressed(exchange);
    } else {
      exchange.getResponseHeaders().set("Content-Range", "bytes 0-3/8");
      answer(exchange, 206, "image/jpeg", "abcd");
    }
  }

  /** As a service does for whoever takes it. */
  private static void compressed(HttpExchange exchange) throws IOException {
    byte[] text = "<Image/>".repeat(1000).getBytes(StandardCharsets.UTF_8);
    boolean gzip =
        String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding")).contains("gzip");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : bytes) {
      out.write(text);
    }
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.getResponseHeaders().set("ETag", gzip ? "W/\"a\"" : "\"a\"");
    if (gzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(200, bytes.size());
    exchange.getResponseBody().write(bytes.toByteArray());
    exchange.close();
  }

  @Test
  void whatAServiceCompressesComesCompressedOnce() throws Exception {
    var request = server.request("/v1/slides/" + ID + "/deepzoom.dzi");
    HttpResponse<byte[]> gzip =
        server
            .http()
            .send(
                request.copy().header("Accept-Encoding", "gzip").build(),
                HttpResponse.BodyHandlers.ofByteArray());
    HttpResponse<String> plain = server.send(request);

    assertThat(gzip.headers().allValues("Content-Encoding")).containsExactly("gzip");
    assertThat(gzip.headers().firstValue("ETag")).hasValue("W/\"a\"");
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.body());
    }
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(plain.headers().firstValue("ETag")).hasValue("\"a\"");
    assertThat(plain.body()).hasSize(8000);
  }

  private void uploads(HttpExchange exchange) throws IOException {
    exchange.getRequestHeaders().forEach((name, values) -> seen.put(name, values.getFirst()));
    seen.put("target", exchange.getRequestMethod() + " " + exchange.getRequestURI());
    uploaded.set(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
    exchange.getResponseHeaders().set("Tus-Resumable", "1.0.0");
    answer(exchange, 204, "", "");
  }

  @Test
  void theServiceSeesTheMethodThatAnUploadsHeaderNamesAndNoSlashAtTheEnd() throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request("/v1/uploads/" + ID + "/")
                .header("X-HTTP-Method-Override", "PATCH")
                .header("Content-Type", "application/offset+octet-stream")
                .POST(BodyPublishers.ofString("bytes")));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().allValues("Tus-Resumable")).containsExactly("1.0.0");
    assertThat(seen)
        .containsEntry("target", "PATCH /v1/uploads/" + ID)
        .doesNotContainKey("X-http-method-override");
    assertThat(uploaded.get()).isEqualTo(5);
  }

  @Test
  void aServiceHearsOfTheTrace() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    var answer =
        server.send(
            server
                .request("/v1/slides/" + ID + "/thumbnail")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(seen.get("Traceparent"))
        .matches("00-" + trace + "-[0-9a-f]{16}-01")
        .doesNotContain("00f067aa0ba902b7");
  }

  @Test
  void anUploadLargerThanTheHeapStreamsThrough(@TempDir Path directory) throws Exception {
    long size = 1L << 30;
    File sparse = directory.resolve("slide.svs").toFile();
    try (RandomAccessFile file = new RandomAccessFile(sparse, "rw")) {
      file.setLength(size);
    }

    var job =
        new SlidesApi(server.client())
            .createSlideWithFormData(sparse, "key-1", "A17-3.svs", null, null);

    assertThat(size).isGreaterThan(Runtime.getRuntime().maxMemory());
    assertThat(uploaded.get()).isGreaterThan(size);
    assertThat(job.getId()).isEqualTo(ID);
    assertThat(seen)
        .containsEntry("Idempotency-key", "key-1")
        .containsEntry("Authorization", "Bearer " + GatewayServer.KEY);
  }

  @Test
  void theServiceKeepsTheKeysOfItsRequests() throws Exception {
    server
        .bean(JobQueue.class)
        .submit(
            JobSubmission.of("first", JobKind.INGEST, "{}")
                .withKey(new RequestKey("key-2", "digest")));
    for (int repeat = 0; repeat < 2; repeat++) {
      HttpResponse<String> answer =
          server.send(
              server
                  .request("/v1/slides")
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", "key-2")
                  .POST(BodyPublishers.ofString("{\"uri\": \"file:///a.svs\"}")));

      // Here the key names another request: the gateway would refuse it.
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(seen).containsEntry("Idempotency-key", "key-2");
    }
  }

  @Test
  void aBrowsersSessionPassesToTheServices() throws Exception {
    HttpResponse<String> begun =
        server.send(server.request("/v1/session").PUT(BodyPublishers.noBody()));
    String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    String csrf = begun.body().replaceAll(".*\"csrfToken\":\"(\\w+)\".*", "$1");

    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.uri("/v1/slides"))
                .header("Cookie", cookie)
                .header("X-CSRF-Token", csrf)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"uri\": \"file:///b.svs\"}")));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(seen).containsEntry("Cookie", cookie).containsEntry("X-csrf-token", csrf);
  }

  @Test
  void rangesQueriesAndAnswersPassUnchanged() throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request("/v1/slides/" + ID + "/thumbnail.jpeg?a=b%20c")
                .header("Range", "bytes=0-3"));

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo("abcd");
    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes 0-3/8");
    assertThat(seen)
        .containsEntry("Range", "bytes=0-3")
        .containsEntry("target", "/v1/slides/" + ID + "/thumbnail.jpeg?a=b%20c");
  }

  @Test
  void whatIsNoRequestIsAProblemOnTheWayToAService() throws Exception {
    RawHttp http = new RawHttp(server.uri("").toString());
    String key = " HTTP/1.1\nAuthorization: Bearer " + GatewayServer.KEY;
    for (String odd : List.of("/%25", "/%00", "/%2F", ";a=b", "/%zz")) {
      assertThat(http.send("GET /v1/slides" + odd + key).problem())
          .as(odd)
          .isEqualTo(ProblemType.BAD_REQUEST);
    }
    assertThat(http.send("QUERY /v1/slides" + key).problem())
        .isEqualTo(ProblemType.METHOD_NOT_ALLOWED);
    assertThat(http.send("GET /v1/slides" + key + "\nX-Long: " + "a".repeat(20_000)).problem())
        .isEqualTo(ProblemType.BAD_REQUEST);
    // Whatever the service says of this: the gateway does not fail of it.
    assertThat(http.send("GET /v1/slides?=" + key).status()).isIn(206, 400);
    assertThat(http.send("GET /v1/slides" + key + "\nContent-Type: multipart/form-data").status())
        .isIn(206, 400);
  }

  @Test
  void aBodyThatStopsOnItsWayIsNotTheServicesFault() throws Exception {
    RawHttp.Answer answer =
        new RawHttp(server.uri("").toString())
            .send(
                "POST /v1/slides HTTP/1.1\nAuthorization: Bearer "
                    + GatewayServer.KEY
                    + "\nContent-Type: application/json\nContent-Length: 100",
                "{".getBytes(StandardCharsets.UTF_8),
                20_000);

    assertThat(answer.problem()).isEqualTo(ProblemType.REQUEST_TIMEOUT);
  }

  @Test
  void aServiceThatIsDownIsAProblem() throws Exception {
    HttpResponse<String> answer = server.send(server.request("/v1/classifiers"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("/problems/service-unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void theSplitsOfACohortAreAnotherServicesThanTheCohort() throws Exception {
    String cohort = "/v1/cohorts/" + ID;
    assertThat(server.send(server.request(cohort)).statusCode()).isEqualTo(404);
    assertThat(server.send(server.request(cohort + "/slides")).statusCode()).isEqualTo(404);
    assertThat(server.send(server.request(cohort + "/splits")).statusCode()).isEqualTo(503);
    assertThat(server.send(server.request(cohort + "/splits/" + ID)).statusCode()).isEqualTo(503);
  }

  @Test
  void aServiceWithoutAnAddressHasNoRoute() throws Exception {
    assertThat(server.send(server.request("/v1/models")).statusCode()).isEqualTo(404);
  }

  @Test
  void nobodyPassesWithoutAKey() throws Exception {
    var request = HttpRequest.newBuilder(server.uri("/v1/slides"));

    assertThat(server.send(request).statusCode()).isEqualTo(401);
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
