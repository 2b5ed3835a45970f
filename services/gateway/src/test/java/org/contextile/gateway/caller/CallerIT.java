// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.contextile.api.model.CallerRole;
import org.contextile.api.model.Me;
import org.contextile.client.CallersApi;
import org.contextile.gateway.GatewayServer;
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

  @ParameterizedTest
  @MethodSource("operations")
  void aCallerWithoutAnOperationsRoleIsRefused(String method, String path, String role)
      throws Exception {
    HttpResponse<String> viewed = send(VIEWER_KEY, method, path);
    HttpResponse<String> operated = send(OPERATOR_KEY, method, path);

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

  private HttpResponse<String> send(String key, String method, String path) throws Exception {
    return server.send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Authorization", "Bearer " + key)
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }
}
