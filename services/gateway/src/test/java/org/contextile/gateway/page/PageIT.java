// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {
  private GatewayServer server;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html, Contextile",
    "/icon.svg, image/svg+xml, svg",
    "/licences.txt, text/plain, openseadragon",
    "/docs/index.html, text/html, swagger-ui-bundle.js",
    "/docs/swagger-ui/swagger-ui-bundle.js, text/javascript, SwaggerUI",
    "/docs/swagger-ui/swagger-ui.css, text/css, swagger-ui",
    "/openapi.yaml, application/yaml, operationId: createSlide",
    "/actuator/health/liveness, application/, UP",
    "/actuator/health/readiness, application/, UP",
  })
  void isServedWithoutAKey(String path, String type, String content) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    assertThat(answer.body()).contains(content);
  }

  @Test
  void docsIsASynonym() throws Exception {
    HttpResponse<String> answer = get("/docs");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/docs/index.html");
  }

  @ParameterizedTest
  @CsvSource({"/", "/docs/index.html"})
  void nothingIsFetchedFromElsewhere(String path) throws Exception {
    assertThat(get(path).body()).doesNotContain("http://", "https://", "src=\"//", "style=");
  }

  @Test
  void whatTheNameOfAFileSaysTheContentOfIsKeptForAYearAndThePageItselfAskedForAnew()
      throws Exception {
    HttpResponse<String> page = get("/");
    List<String> assets =
        Pattern.compile("assets/[^\"]+")
            .matcher(page.body())
            .results()
            .map(it -> it.group())
            .toList();

    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(assets).hasSizeGreaterThanOrEqualTo(2);
    for (String asset : assets) {
      HttpResponse<String> answer = get("/" + asset);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
          .contains("max-age=31536000", "immutable");
    }
  }

  @Test
  void thePolicyAllowsOnlyThisServer() throws Exception {
    assertThat(get("/").headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return server.send(HttpRequest.newBuilder(server.uri(path)));
  }
}
