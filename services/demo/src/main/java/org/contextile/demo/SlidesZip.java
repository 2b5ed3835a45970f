// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipFile;

/** What a file holds if it is a zip. */
enum SlidesZip {
  /** It is no zip. */
  NONE,
  /** A slide, of one file or several. */
  OF_A_SLIDE,
  /** Pictures and nothing else: an MRXS is a JPEG by its content, and a VMS has some beside it. */
  OF_PICTURES;

  static SlidesZip of(Path file) throws IOException {
    if (!isA(file.toString(), ".zip")) {
      return NONE;
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      boolean pictures =
          zip.size() > 0
              && zip.stream()
                  .filter(entry -> !entry.isDirectory() && !entry.getName().startsWith("__MACOSX/"))
                  .allMatch(entry -> isPicture(entry.getName()));
      return pictures ? OF_PICTURES : OF_A_SLIDE;
    }
  }

  private static boolean isPicture(String name) {
    return isA(name, ".png") || isA(name, ".jpg") || isA(name, ".jpeg");
  }

  private static boolean isA(String name, String extension) {
    return name.toLowerCase(Locale.ROOT).endsWith(extension);
  }
}
