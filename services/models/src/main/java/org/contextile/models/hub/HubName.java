// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.util.regex.Pattern;

/** A repository's name, {@code owner/name}. */
public record HubName(String owner, String name) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,95}");

  public HubName {
    if (!isPart(owner) || !isPart(name)) {
      throw new IllegalArgumentException("A repository of the Hub is named OWNER/NAME.");
    }
  }

  /**
   * From {@code owner/name}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static HubName parse(String text) {
    int slash = text.indexOf('/');
    return new HubName(text.substring(0, Math.max(slash, 0)), text.substring(slash + 1));
  }

  private static boolean isPart(String text) {
    return PART.matcher(text).matches() && !text.contains("..");
  }

  @Override
  public String toString() {
    return owner + "/" + name;
  }
}
