// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An API key and the caller that it identifies.
 *
 * @param key of at least 16 characters
 * @param workspace the workspace that it opens
 * @param subject who calls with it
 * @param role the highest of the caller's roles
 */
public record CallerKey(
    String key, String workspace, String subject, @DefaultValue("viewer") Role role) {

  private static final int SHORTEST = 16;

  public CallerKey {
    if (key == null || key.length() < SHORTEST) {
      throw new IllegalArgumentException("An API key has at least " + SHORTEST + " characters");
    }
    if (workspace == null || workspace.isBlank() || subject == null || subject.isBlank()) {
      throw new IllegalArgumentException("An API key names a workspace and a subject");
    }
  }

  /**
   * Reads {@code workspace:key}: a caller with all roles, called as its workspace. Whatever follows
   * the first colon is the key.
   */
  static CallerKey parse(String entry) {
    int colon = entry.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "An entry of contextile.security.keys is workspace:key, the key of at least "
              + SHORTEST
              + " characters");
    }
    String workspace = entry.substring(0, colon);
    return new CallerKey(entry.substring(colon + 1), workspace, workspace, Role.ADMIN);
  }

  Caller caller() {
    return Caller.of(subject, workspace, role);
  }

  @Override
  public String toString() {
    return "CallerKey[" + subject + " in " + workspace + ", " + role + "]";
  }
}
