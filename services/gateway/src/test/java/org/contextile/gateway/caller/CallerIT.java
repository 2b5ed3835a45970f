// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.contextile.api.model.CallerRole;
import org.contextile.api.model.Me;
import org.contextile.client.CallersApi;
import org.contextile.gateway.GatewayServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.Yaml;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallerIT {
  private static final String VIEWER_KEY = "a-key-that-only-reads";
  private static final String OPERATOR_KEY = "a-key-that-also-writes";

  private GatewayServer server;

  @BeforeAll
  void start() {
    server =
        GatewayServer.start(
            "contextile.security.session-memory=0s",
            "contextile.security.callers[0].key=" + VIEWER_KEY,
            "contextile.security.callers[0].workspace=first",
            "contextile.security.callers[0].subject=vera",
            "contextile.security.callers[1].key=" + OPERATOR_KEY,
            "contextile.security.callers[1].workspace=first",
            "contextile.security.callers[1].subject=otto",
            "contextile.security.callers[1].role=operator");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aCallerIsToldWhoItIs() throws Exception {
    assertThat(me(VIEWER_KEY)).isEqualTo(new Me("vera", "first", List.of(CallerRole.VIEWER)));
    assertThat(me(OPERATOR_KEY).getRoles()).containsExactly(CallerRole.VIEWER, CallerRole.OPERATOR);
    assertThat(me(GatewayServer.OTHER_KEY).getWorkspace()).isEqualTo("other");
    assertThat(me(GatewayServer.OTHER_KEY).getRoles()).containsExactly(CallerRole.values());
  }

  @Test
  void everyoneWithoutAKeyIsRefused() throws Exception {
    assertThat(server.send(HttpRequest.newBuilder(server.uri("/v1/me"))).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aSessionStandsForTheKeysCallerUntilItEnds() throws Exception {
    HttpResponse<String> begun = exchange(OPERATOR_KEY);
    String setCookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(setCookie).contains("HttpOnly", "SameSite=Strict").doesNotContain("Secure");
    String cookie = setCookie.substring(0, setCookie.indexOf(';'));
    String csrf = begun.body().replaceAll(".*\"csrfToken\":\"(\\w+)\".*", "$1");
    String secret = cookie.substring(cookie.indexOf('=') + 1);

    assertThat(
            server
                .jdbc()
                .sql("SELECT token_digest FROM browser_session")
                .query(String.class)
                .list())
        .isNotEmpty()
        .noneMatch(secret::equals);
    assertThat(session(cookie, null, "GET", "/v1/me").body()).contains("otto", csrf);
    assertThat(send(OPERATOR_KEY, "GET", "/v1/me").body()).doesNotContain("csrfToken");
    assertThat(session(cookie + "x", null, "GET", "/v1/me").statusCode()).isEqualTo(401);
    assertThat(session(cookie, null, "POST", "/v1/jobs/classification").body())
        .contains("/problems/missing-csrf-token");
    for (String forged : List.of("", secret, csrf + "0")) {
      assertThat(session(cookie, forged, "POST", "/v1/jobs/classification").body())
          .contains("/problems/missing-csrf-token");
    }
    assertThat(session(cookie, csrf, "POST", "/v1/jobs/classification").statusCode())
        .isNotIn(401, 403);
    assertThat(session(cookie, csrf, "PUT", "/v1/session").statusCode()).isEqualTo(401);

    assertThat(session(cookie, csrf, "DELETE", "/v1/session").statusCode()).isEqualTo(204);
    assertThat(session(cookie, null, "GET", "/v1/me").statusCode()).isEqualTo(401);
  }

  @Test
  void aCookieIsForHttpsWhereAProxyEndsIt() throws Exception {
    HttpResponse<String> begun =
        server.send(
            HttpRequest.newBuilder(server.uri("/v1/session"))
                .header("Authorization", "Bearer " + OPERATOR_KEY)
                .header("X-Forwarded-Proto", "https")
                .PUT(HttpRequest.BodyPublishers.noBody()));

    assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
  }

  @Test
  void aSessionIsOverWhenItsTimeIsOrItsKeyIsGone() throws Exception {
    for (String end :
        List.of("expires_at = now()", "subject = 'gone'", "roles = '{VIEWER,OPERATOR,ADMIN}'")) {
      HttpResponse<String> begun = exchange(OPERATOR_KEY);
      String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
      assertThat(session(cookie, null, "GET", "/v1/me").statusCode()).isEqualTo(200);
      server.jdbc().sql("UPDATE browser_session SET " + end).update();
      assertThat(session(cookie, null, "GET", "/v1/me").statusCode()).as(end).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aCallerWithoutAnOperationsRoleIsRefused(String method, String path, String role)
      throws Exception {
    Answer viewed = send(VIEWER_KEY, method, path);
    Answer operated = send(OPERATOR_KEY, method, path);

    assertThat(viewed.statusCode() == 403).as(viewed.body()).isEqualTo(!role.equals("viewer"));
    assertThat(operated.statusCode() == 403).as(operated.body()).isEqualTo(role.equals("admin"));
    if (viewed.statusCode() == 403) {
      assertThat(viewed.body()).contains("/problems/forbidden");
    }
  }

  /** Method, path and role of every operation of the contract, with ids of nothing. */
  static Stream<Arguments> operations() throws IOException {
    try (InputStream in =
        new ClassPathResource("/META-INF/contextile/openapi.yaml").getInputStream()) {
      Map<String, Map<String, Map<String, Map<String, Object>>>> contract = new Yaml().load(in);
      return Objects.requireNonNull(contract.get("paths")).entrySet().stream()
          .flatMap(
              path ->
                  path.getValue().entrySet().stream()
                      .map(it -> operation(it.getKey(), path.getKey(), it.getValue())));
    }
  }

  private static Arguments operation(String method, String path, Map<String, Object> operation) {
    String address =
        path.replaceAll("\\{(level|column|row)}", "0")
            .replaceAll("\\{\\w+}", "00000000-0000-7000-8000-000000000000");
    return Arguments.of(
        method.toUpperCase(Locale.ROOT), address, String.valueOf(operation.get("x-role")));
  }

  private Me me(String key) throws Exception {
    return new CallersApi(server.client(key)).getMe();
  }

  private HttpResponse<String> session(
      String cookie, @Nullable String csrf, String method, String path) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(path))
            .header("Cookie", cookie)
            .method(method, HttpRequest.BodyPublishers.noBody());
    return server.send(csrf == null ? request : request.header("X-CSRF-Token", csrf));
  }

  private HttpResponse<String> exchange(String key) throws Exception {
    return server.send(
        HttpRequest.newBuilder(server.uri("/v1/session"))
            .header("Authorization", "Bearer " + key)
            .PUT(HttpRequest.BodyPublishers.noBody()));
  }

  private record Answer(int statusCode, String body) {}

  /** A stream of events, which does not end, is not read. */
  private Answer send(String key, String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri(path))
            .header("Authorization", "Bearer " + key)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    var answer = server.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
    boolean endless =
        answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
    try (InputStream body = answer.body()) {
      return new Answer(
          answer.statusCode(),
          endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
