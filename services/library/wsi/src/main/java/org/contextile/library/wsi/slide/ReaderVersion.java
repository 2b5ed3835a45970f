// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/**
 * What decoded a slide's pixels; another version may decode others.
 *
 * @param name the library, such as {@code openslide}
 * @param version its version, such as {@code 4.0.1}
 */
public record ReaderVersion(String name, String version) {
  public ReaderVersion {
    if (name.isBlank() || version.isBlank()) {
      throw new IllegalArgumentException("a reader's name or version is blank");
    }
  }

  /** As one word, such as {@code openslide/4.0.1}. */
  public String token() {
    return name + "/" + version;
  }
}
