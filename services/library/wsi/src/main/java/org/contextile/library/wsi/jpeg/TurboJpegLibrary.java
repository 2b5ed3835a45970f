// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.jpeg;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the TurboJPEG library is: the system property {@code contextile.turbojpeg.library}, the
 * environment variable {@code CONTEXTILE_TURBOJPEG_LIBRARY}, the user's cache that {@code make
 * setup} fills, then the system's {@code libturbojpeg.so.0}. Either of the first two may say {@code
 * none}, to do without.
 */
final class TurboJpegLibrary {
  static final String REMEDY =
      "Run 'make setup', which fetches it, install the package libturbojpeg0, or point"
          + " CONTEXTILE_TURBOJPEG_LIBRARY (or contextile.turbojpeg.library) at a libturbojpeg.so.0"
          + " of libjpeg-turbo 2.0 or later; 'none' does without";

  private static final List<String> NAMES = List.of("libturbojpeg.so.0", "libturbojpeg.0.dylib");
  private static final String NONE = "none";

  private TurboJpegLibrary() {}

  /**
   * What was found.
   *
   * @param library empty when none is there
   * @param place where it is, or why there is none
   */
  record Found(Optional<SymbolLookup> library, String place) {}

  /**
   * Loads the library for the rest of the process.
   *
   * @throws UnsatisfiedLinkError when the user names one that cannot be used
   */
  static Found find() {
    String given = given();
    if (given == null) {
      return search(candidates());
    }
    if (given.equals(NONE)) {
      return new Found(Optional.empty(), "the configuration says to do without libjpeg-turbo");
    }
    Path file = Path.of(given).toAbsolutePath();
    Optional<SymbolLookup> library = load(file.toString());
    if (library.isEmpty() || !isUsable(library.get())) {
      throw new UnsatisfiedLinkError(file + " is no usable TurboJPEG library. " + REMEDY);
    }
    return new Found(library, file.toString());
  }

  /** The first library that is there and new enough. */
  static Found search(List<String> candidates) {
    var tried = new ArrayList<String>();
    for (String candidate : candidates) {
      Optional<SymbolLookup> library = load(candidate);
      if (library.isPresent() && isUsable(library.get())) {
        return new Found(library, candidate);
      }
      tried.add(library.isEmpty() ? candidate : candidate + " (older than libjpeg-turbo 2.0)");
    }
    return new Found(
        Optional.empty(),
        "libjpeg-turbo is not there. " + REMEDY + ". Tried: " + String.join(", ", tried));
  }

  private static List<String> candidates() {
    var candidates = new ArrayList<String>();
    NAMES.forEach(name -> candidates.add(cache().resolve(name).toString()));
    candidates.addAll(NAMES);
    return candidates;
  }

  /** Errors are told since version 2.0 in a way that several threads can use. */
  private static boolean isUsable(SymbolLookup library) {
    return TurboJpeg.NAMES.stream().allMatch(name -> library.find(name).isPresent());
  }

  /** By a path, or by a name that the system knows. */
  private static Optional<SymbolLookup> load(String candidate) {
    boolean isPath = candidate.contains("/");
    try {
      if (isPath && !Files.isReadable(Path.of(candidate))) {
        return Optional.empty();
      }
      return Optional.of(
          isPath
              ? SymbolLookup.libraryLookup(Path.of(candidate), Arena.global())
              : SymbolLookup.libraryLookup(candidate, Arena.global()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String given() {
    String property = System.getProperty("contextile.turbojpeg.library");
    String text = property != null ? property : System.getenv("CONTEXTILE_TURBOJPEG_LIBRARY");
    return text == null || text.isBlank() ? null : text;
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("contextile").resolve("turbojpeg");
  }
}
