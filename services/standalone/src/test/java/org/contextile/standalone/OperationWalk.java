// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.testing.WorkspaceContents;
import org.contextile.db.testing.WorkspaceRows;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.synthetic.FlatTiff;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Sends every operation of the contract with the ids of one workspace's rows: first with another
 * workspace's key, which must learn and change nothing, then with their own, so that the request is
 * shown to be a good one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OperationWalk {
  static final String THEIRS = "theirs";
  static final String THEIR_KEY = "a-key-of-their-laboratory";
  private static final String OUR_KEY = "a-key-of-our-laboratory";

  final RunningService service;
  private final HttpClient http = HttpClient.newHttpClient();
  final Map<WalkedOperation, Answer> ours = new LinkedHashMap<>();
  private WorkspaceRows rows;

  @SuppressWarnings("NullAway.Init") // The rows are there before the tests.
  OperationWalk(Class<?> application) {
    service =
        RunningService.of(
            application,
            Map.of(
                "contextile.security.keys",
                THEIRS + ":" + THEIR_KEY + ",ours:" + OUR_KEY,
                "spring.config.name",
                "contextile-standalone",
                "server.tomcat.connection-timeout",
                "2s"));
  }

  /** An answer as far as it tells callers apart. */
  record Answer(int status, String body) {
    boolean names(UUID id) {
      return body.contains(id.toString());
    }
  }

  /** What a refusal looks like. */
  abstract void assertRefused(Answer answer);

  @BeforeAll
  void askAsAnotherWorkspace() throws Exception {
    service.start();
    Path slide = FlatTiff.write(service.folder().resolve("theirs.tiff"), 2560, 0.5);
    String digest = service.bean(ArtifactStore.class).put(slide, "image/tiff").digest();
    rows = WorkspaceRows.insert(service.jdbc(), THEIRS, digest);
    WorkspaceContents contents = new WorkspaceContents(service.jdbc());
    Map<String, String> before = contents.seenBy(service.jdbc());
    for (WalkedOperation operation : new WalkedContract(rows).operations()) {
      ours.put(operation, send(operation, OUR_KEY));
      assertThat(contents.seenBy(service.jdbc())).as(operation.name()).isEqualTo(before);
    }
  }

  @AfterAll
  void stop() {
    service.close();
    http.close();
  }

  @TestFactory
  Stream<DynamicTest> nobodyReadsOrChangesRowsOfAnotherWorkspace() {
    assertThat(ours).hasSizeGreaterThan(50);
    return ours.entrySet().stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    it.getKey().name(), () -> walk(it.getKey(), it.getValue())));
  }

  private void walk(WalkedOperation operation, Answer answer) throws Exception {
    Answer theirs = send(operation, THEIR_KEY);
    assertThat(theirs).as("their own, or nothing is shown").isNotEqualTo(answer);
    if (operation.listing()) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(rows.ids().values()).noneMatch(answer::names).anyMatch(theirs::names);
    } else {
      // What lies behind the rows is made up, so that some answers are failures of a later kind.
      assertThat(theirs.status()).as(theirs.body()).isNotIn(400, 401, 403, 404, 405, 415);
      assertRefused(answer);
    }
  }

  /** Of a stream of events, which does not end, what comes at first. */
  private Answer send(WalkedOperation operation, String key)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(
            operation.request(service.address(), key), HttpResponse.BodyHandlers.ofInputStream());
    boolean endless =
        answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
    try (InputStream body = answer.body()) {
      byte[] bytes = endless ? first(body) : body.readAllBytes();
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      return new Answer(answer.statusCode(), text.replaceAll("\"traceId\":\"\\w+\"", ""));
    }
  }

  private static byte[] first(InputStream body) throws IOException, InterruptedException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (int look = 0; look < 10; look++) {
      Thread.sleep(100);
      read.writeBytes(body.readNBytes(body.available()));
    }
    return read.toByteArray();
  }
}
