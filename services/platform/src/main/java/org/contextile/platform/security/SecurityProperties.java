// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.security;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call.
 *
 * @param open whether callers without a key work in the workspace {@code default}; meant for a
 *     server that only its own machine reaches
 * @param keys the API keys, each written {@code workspace:key}; a key has at least 16 characters
 */
@ConfigurationProperties("contextile.security")
public record SecurityProperties(
    @DefaultValue("false") boolean open, @DefaultValue List<String> keys) {

  public SecurityProperties {
    keys = keys.stream().filter(key -> !key.isBlank()).toList();
    for (String key : keys) {
      int colon = key.indexOf(':');
      if (colon < 1 || key.length() - colon - 1 < 16) {
        throw new IllegalArgumentException(
            "An entry of contextile.security.keys is workspace:key, the key of at least 16"
                + " characters");
      }
    }
  }
}
