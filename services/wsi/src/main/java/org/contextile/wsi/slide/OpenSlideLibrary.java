// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the OpenSlide library is: the system property {@code contextile.openslide.library}, the
 * environment variable {@code CONTEXTILE_OPENSLIDE_LIBRARY}, the user's cache that {@code make
 * setup} fills, then the system's {@code libopenslide.so.1} (4.x) and {@code .so.0} (3.4).
 */
final class OpenSlideLibrary {
  private static final List<String> SYSTEM_NAMES =
      List.of("libopenslide.so.1", "libopenslide.1.dylib", "libopenslide.so.0");

  private OpenSlideLibrary() {}

  /**
   * Loads the library for the rest of the process.
   *
   * @throws UnsatisfiedLinkError naming every place that was tried
   */
  static SymbolLookup load() {
    var given = given();
    if (given != null) {
      return lookUp(given.toString(), given);
    }
    var tried = new ArrayList<String>();
    for (var name : List.of("libopenslide.so.1", "libopenslide.1.dylib")) {
      var cached = cache().resolve(name);
      if (Files.isReadable(cached)) {
        return lookUp(cached.toString(), cached);
      }
      tried.add(cached.toString());
    }
    for (var name : SYSTEM_NAMES) {
      try {
        return SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException e) {
        tried.add(name);
      }
    }
    throw new UnsatisfiedLinkError(
        "OpenSlide was not found; run 'make setup', or set contextile.openslide.library. Tried: "
            + String.join(", ", tried));
  }

  private static SymbolLookup lookUp(String name, Path file) {
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      var error =
          new UnsatisfiedLinkError(
              name + " is no usable OpenSlide library; run 'make setup' or mend the setting");
      error.initCause(e);
      throw error;
    }
  }

  private static @Nullable Path given() {
    var property = System.getProperty("contextile.openslide.library");
    var text = property != null ? property : System.getenv("CONTEXTILE_OPENSLIDE_LIBRARY");
    return text == null || text.isBlank() ? null : Path.of(text).toAbsolutePath();
  }

  private static Path cache() {
    var xdg = System.getenv("XDG_CACHE_HOME");
    var base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("contextile").resolve("openslide");
  }
}
