// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

/** Looks into the dotted names of tensors. */
final class Names {

  private static final int MOST_DIGITS = 6;

  private Names() {}

  /** The index between two places of a name; -1 if none does. */
  static int index(String name, int from, int to) {
    if (to <= from || to - from > MOST_DIGITS) {
      return -1;
    }
    String part = name.substring(from, to);
    return part.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(part) : -1;
  }

  /** The index behind a prefix such as {@code blocks.}; -1 if there is none. */
  static int index(String name, String prefix) {
    return name.startsWith(prefix)
        ? index(name, prefix.length(), name.indexOf('.', prefix.length()))
        : -1;
  }
}
