// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;

final class ApiKeyFilterTest {

  private static final List<String> KEYS =
      List.of("north:0123456789abcdef", "south:fedcba9876543210");

  @AfterEach
  void clear() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void aKeyOpensItsWorkspace() throws Exception {
    assertThat(
            workspace(
                new SecurityProperties(false, KEYS, List.of(), Duration.ZERO),
                "Bearer fedcba9876543210"))
        .isEqualTo("south");
  }

  @Test
  void anUnknownKeyOpensNothing() throws Exception {
    assertThat(
            workspace(
                new SecurityProperties(false, KEYS, List.of(), Duration.ZERO),
                "Bearer 0000000000000000"))
        .isNull();
  }

  @Test
  void anUnknownKeyOpensNothingOnAnOpenServerEither() throws Exception {
    assertThat(
            workspace(
                new SecurityProperties(true, KEYS, List.of(), Duration.ZERO),
                "Bearer 0000000000000000"))
        .isNull();
  }

  @Test
  void withoutAKeyOnlyAnOpenServerAnswersAndKeysCloseIt() throws Exception {
    assertThat(workspace(new SecurityProperties(false, KEYS, List.of(), Duration.ZERO), null))
        .isNull();
    assertThat(workspace(new SecurityProperties(true, KEYS, List.of(), Duration.ZERO), null))
        .isNull();
    CallerKey caller = new CallerKey("0123456789abcdef", "north", "ada", Role.OPERATOR);
    assertThat(
            workspace(
                new SecurityProperties(true, List.of(), List.of(caller), Duration.ZERO), null))
        .isNull();
    assertThat(workspace(new SecurityProperties(true, List.of(), List.of(), Duration.ZERO), null))
        .isEqualTo("default");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, , true",
    "localhost, http://localhost:8080, true",
    "127.0.0.1, http://localhost:3000, true",
    "[::1], http://[::1]:8080, true",
    "ingest, , true",
    "192.168.1.7, http://192.168.1.7:8080, true",
    "127.0.0.1, https://elsewhere.example, false",
    "127.0.0.1, null, false",
    "127.0.0.1, https://127.0.0.1.elsewhere.example, false",
    "rebound.elsewhere.example, , false",
    "rebound.elsewhere.example, http://rebound.elsewhere.example, false",
  })
  void anOpenServerAnswersNoPageOfSomebodyElse(
      String host, @Nullable String origin, boolean answered) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setServerName(host);
    if (origin != null) {
      request.addHeader("Origin", origin);
    }

    assertThat(opened(new SecurityProperties(true, List.of(), List.of(), Duration.ZERO), request))
        .isEqualTo(answered ? "default" : null);
  }

  @Test
  void aKeyWithoutMoreHasAllRolesAndMayHoldColons() throws Exception {
    assertThat(
            caller(
                new SecurityProperties(
                    false, List.of("north:key:with:many:colons"), List.of(), Duration.ZERO),
                "key:with:many:colons"))
        .contains(new Caller("north", "north", Set.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN)));
  }

  @Test
  void aKeyMaySayWhoseItIsAndWhatItAllows() throws Exception {
    CallerKey key = new CallerKey("0123456789abcdef", "north", "ada", Role.OPERATOR);

    assertThat(
            caller(
                new SecurityProperties(false, List.of(), List.of(key), Duration.ZERO), key.key()))
        .contains(new Caller("ada", "north", Set.of(Role.VIEWER, Role.OPERATOR)));
    assertThat(key.toString()).doesNotContain(key.key());
  }

  @Test
  void aKeyOfTwoCallersIsRefusedAtStart() {
    CallerKey key = new CallerKey("0123456789abcdef", "south", "ada", Role.VIEWER);

    assertThatThrownBy(() -> new SecurityProperties(false, KEYS, List.of(key), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("given twice");
  }

  @Test
  void aKeyThatIsTooShortIsRefusedAtStart() {
    assertThatThrownBy(
            () -> new SecurityProperties(false, List.of("north:short"), List.of(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 16");
  }

  private static Optional<Caller> caller(SecurityProperties properties, String key)
      throws Exception {
    var _ = workspace(properties, "Bearer " + key);
    return Authentications.current();
  }

  private static @Nullable String workspace(
      SecurityProperties properties, @Nullable String authorization) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest();
    if (authorization != null) {
      request.addHeader("Authorization", authorization);
    }
    return opened(properties, request);
  }

  private static @Nullable String opened(
      SecurityProperties properties, MockHttpServletRequest request) throws Exception {
    SecurityContextHolder.clearContext();
    new ApiKeyFilter(properties)
        .doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
    return Authentications.current().map(Caller::workspace).orElse(null);
  }
}
