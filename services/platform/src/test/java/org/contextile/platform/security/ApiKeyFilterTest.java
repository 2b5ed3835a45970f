// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.Authentication;
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
    assertThat(workspace(new SecurityProperties(false, KEYS), "Bearer fedcba9876543210"))
        .isEqualTo("south");
  }

  @Test
  void anUnknownKeyOpensNothing() throws Exception {
    assertThat(workspace(new SecurityProperties(false, KEYS), "Bearer 0000000000000000")).isNull();
  }

  @Test
  void anUnknownKeyOpensNothingOnAnOpenServerEither() throws Exception {
    assertThat(workspace(new SecurityProperties(true, KEYS), "Bearer 0000000000000000")).isNull();
  }

  @Test
  void withoutAKeyOnlyAnOpenServerAnswers() throws Exception {
    assertThat(workspace(new SecurityProperties(false, KEYS), null)).isNull();
    assertThat(workspace(new SecurityProperties(true, List.of()), null)).isEqualTo("default");
  }

  @Test
  void aKeyThatIsTooShortIsRefusedAtStart() {
    assertThatThrownBy(() -> new SecurityProperties(false, List.of("north:short")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 16");
  }

  private static @Nullable String workspace(
      SecurityProperties properties, @Nullable String authorization) throws Exception {
    SecurityContextHolder.clearContext();
    MockHttpServletRequest request = new MockHttpServletRequest();
    if (authorization != null) {
      request.addHeader("Authorization", authorization);
    }
    new ApiKeyFilter(properties)
        .doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    return caller == null ? null : caller.getName();
  }
}
