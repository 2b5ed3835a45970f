// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.bounds;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.contextile.api.problem.ProblemType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What came back.
 *
 * @param body empty where there is none, as of HEAD, or no JSON
 */
record Answer(int status, String body) {

  /** Of a stream of events, which does not end, nothing is read. */
  static Answer to(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    try (InputStream body = answer.body()) {
      return new Answer(
          answer.statusCode(),
          type.contains("json") ? new String(body.readAllBytes(), StandardCharsets.UTF_8) : "");
    }
  }

  /**
   * Whether the value of a field is refused, for being none that the contract allows. Names may
   * stand in the text of what is refused before the operation is known.
   */
  boolean refuses(String pointer) {
    if (body.isEmpty() && status >= 400) {
      return status == 400 || status == ProblemType.UNSUPPORTED_TUS_VERSION.status();
    }
    JsonNode problem = problem();
    String type = problem.path("type").asString("");
    if (!type.equals(ProblemType.BAD_REQUEST.uri())) {
      return type.equals(ProblemType.UNSUPPORTED_TUS_VERSION.uri());
    }
    String name = pointer.substring(Math.min(1, pointer.length()));
    return problem.has("pointer")
        ? problem.get("pointer").asString().equals(pointer)
        : problem.path("detail").asString("").contains(name);
  }

  /** Whether the request is refused for what the contract does not allow, wherever. */
  boolean refuses() {
    return problem().path("type").asString("").equals(ProblemType.BAD_REQUEST.uri());
  }

  private JsonNode problem() {
    return body.startsWith("{") ? JsonMapper.shared().readTree(body) : MissingNode.getInstance();
  }
}
