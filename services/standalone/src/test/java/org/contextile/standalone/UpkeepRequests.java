// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.contextile.db.testing.WorkspaceRows;
import org.contextile.jobs.testing.RunningService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests about rows of ours, which each test has anew. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // The rows are there before each test.
abstract class UpkeepRequests {
  static final String PATCH = "application/merge-patch+json";

  @RegisterExtension static final RunningService SERVICE = UpkeepServer.SERVICE;

  final RunningService service = SERVICE;
  final HttpClient http = HttpClient.newHttpClient();
  String digest = "";
  WorkspaceRows rows;

  @BeforeEach
  void insertRows() throws IOException {
    digest = UpkeepServer.store();
    rows = UpkeepServer.insert(digest);
  }

  @AfterAll
  void stop() {
    http.close();
  }

  JsonNode patch(String path, String body) throws Exception {
    HttpResponse<String> answer = send("PATCH", path, body, PATCH);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, null, null);
  }

  HttpResponse<String> delete(String path) throws Exception {
    return send("DELETE", path, null, null);
  }

  HttpResponse<String> send(
      String method, String path, @Nullable String body, @Nullable String type) throws Exception {
    return send(method, path, body, type, UpkeepServer.OUR_KEY);
  }

  HttpResponse<String> send(
      String method, String path, @Nullable String body, @Nullable String type, String key)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.address() + path))
            .header("Authorization", "Bearer " + key);
    if (body != null && type != null) {
      request.header("Content-Type", type);
    }
    return http.send(
        request
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
