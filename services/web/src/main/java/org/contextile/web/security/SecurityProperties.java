// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call.
 *
 * @param open whether callers without a key work in the workspace {@code default} with all roles;
 *     meant for a server that only its own machine reaches. Keys close it: whoever sets some means
 *     to be asked for them
 * @param keys API keys with all roles, each written {@code workspace:key}
 * @param callers API keys that say whose they are and what they allow
 * @param sessionMemory for how long a browser's session holds without a look at its row
 */
@ConfigurationProperties("contextile.security")
public record SecurityProperties(
    @DefaultValue("false") boolean open,
    @DefaultValue List<String> keys,
    @DefaultValue List<CallerKey> callers,
    @DefaultValue("5s") Duration sessionMemory) {

  public SecurityProperties {
    keys = keys.stream().filter(key -> !key.isBlank()).toList();
    callers = List.copyOf(callers);
    List<String> all = allKeys(keys, callers).map(CallerKey::key).toList();
    if (all.stream().distinct().count() < all.size()) {
      throw new IllegalArgumentException("An API key identifies one caller; one is given twice");
    }
    open = open && all.isEmpty();
  }

  /** All keys, in either form. */
  Stream<CallerKey> allKeys() {
    return allKeys(keys, callers);
  }

  private static Stream<CallerKey> allKeys(List<String> keys, List<CallerKey> callers) {
    return Stream.concat(keys.stream().map(CallerKey::parse), callers.stream());
  }
}
