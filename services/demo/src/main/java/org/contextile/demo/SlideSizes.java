// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * How large the pixels of slides are, where the user says so: of PNGs, JPEGs and zips of them,
 * which can never say it themselves, the tiles' figure does unless there is one for slides.
 */
final class SlideSizes {
  private final DemoOptions options;
  private final Console console;
  private boolean said;

  SlideSizes(DemoOptions options, Console console) {
    this.options = options;
    this.console = console;
  }

  /** Micrometres per pixel; null where the file itself is to say it. */
  @Nullable Double mppOf(Path file) {
    if (options.slideMpp().isPresent()) {
      return options.slideMpp().getAsDouble();
    }
    if (options.mpp().isEmpty() || !isFlat(file)) {
      return null;
    }
    if (!said) {
      said = true;
      console.step(
          "%s and what else is PNG or JPEG is taken to have MPP=%s (SLIDE_MPP= says otherwise)"
              .formatted(file.getFileName(), options.mpp().getAsDouble()));
    }
    return options.mpp().getAsDouble();
  }

  private static boolean isFlat(Path file) {
    String name = file.getFileName().toString();
    try {
      return isPicture(name) || (isA(name, ".zip") && holdsPictures(file));
    } catch (IOException e) {
      // The platform says what is wrong with it.
      return false;
    }
  }

  /** Pictures and nothing else: an MRXS is a JPEG by its content, and a VMS has some beside it. */
  private static boolean holdsPictures(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.size() > 0
          && zip.stream()
              .filter(entry -> !entry.isDirectory() && !entry.getName().startsWith("__MACOSX/"))
              .allMatch(entry -> isPicture(entry.getName()));
    }
  }

  private static boolean isPicture(String name) {
    return isA(name, ".png") || isA(name, ".jpg") || isA(name, ".jpeg");
  }

  private static boolean isA(String name, String extension) {
    return name.toLowerCase(Locale.ROOT).endsWith(extension);
  }
}
