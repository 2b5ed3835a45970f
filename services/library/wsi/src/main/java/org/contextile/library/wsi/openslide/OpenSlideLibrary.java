// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the OpenSlide library is: the system property {@code contextile.openslide.library}, the
 * environment variable {@code CONTEXTILE_OPENSLIDE_LIBRARY}, the user's cache that {@code make
 * setup} fills, then the system's {@code libopenslide.so.1}. One that is too old is not used.
 */
final class OpenSlideLibrary {
  private static final List<String> NAMES = List.of("libopenslide.so.1", "libopenslide.1.dylib");

  private OpenSlideLibrary() {}

  /**
   * A place where the library may be.
   *
   * @param library empty when it is not there
   */
  record Candidate(String place, Supplier<Optional<SymbolLookup>> library) {}

  /**
   * Loads the library for the rest of the process.
   *
   * @throws UnsatisfiedLinkError naming every place that was tried, and how to get the library
   */
  static SymbolLookup load() {
    return choose(candidates(), OpenSlideLibrary::version);
  }

  /** The first library that is new enough. */
  static SymbolLookup choose(List<Candidate> candidates, Function<SymbolLookup, String> version) {
    var tried = new ArrayList<String>();
    for (var candidate : candidates) {
      var library = candidate.library().get();
      if (library.isEmpty()) {
        tried.add(candidate.place());
        continue;
      }
      String found = version.apply(library.get());
      if (OpenSlideVersion.isUsable(found)) {
        return library.get();
      }
      tried.add(candidate.place() + " (is " + found + ")");
    }
    throw new UnsatisfiedLinkError(
        OpenSlideVersion.REMEDY + ". Tried: " + String.join(", ", tried));
  }

  private static List<Candidate> candidates() {
    var given = given();
    if (given != null) {
      return List.of(new Candidate(given.toString(), () -> Optional.of(lookUp(given))));
    }
    var candidates = new ArrayList<Candidate>();
    for (var name : NAMES) {
      var cached = cache().resolve(name);
      candidates.add(
          new Candidate(
              cached.toString(),
              () -> Files.isReadable(cached) ? Optional.of(lookUp(cached)) : Optional.empty()));
    }
    for (var name : NAMES) {
      candidates.add(new Candidate(name, () -> system(name)));
    }
    return candidates;
  }

  private static String version(SymbolLookup library) {
    var function =
        library
            .find("openslide_get_version")
            .orElseThrow(() -> new UnsatisfiedLinkError(OpenSlideVersion.REMEDY));
    try {
      var text =
          (MemorySegment)
              Linker.nativeLinker()
                  .downcallHandle(function, FunctionDescriptor.of(ADDRESS))
                  .invokeExact();
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("OpenSlide does not tell its version", e);
    }
  }

  private static Optional<SymbolLookup> system(String name) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static SymbolLookup lookUp(Path file) {
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      var error =
          new UnsatisfiedLinkError(
              file + " is no usable OpenSlide library. " + OpenSlideVersion.REMEDY);
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
