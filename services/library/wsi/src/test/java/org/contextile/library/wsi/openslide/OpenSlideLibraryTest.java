// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenSlideLibraryTest {
  private static final SymbolLookup OLD = _ -> Optional.empty();
  private static final SymbolLookup NEW = _ -> Optional.empty();
  private static final Map<SymbolLookup, String> VERSIONS = Map.of(OLD, "4.0.0", NEW, "4.0.1");

  @ParameterizedTest
  @CsvSource({
    "3.4.1, false",
    "4.0.0, false",
    "4.0.1, true",
    "4.0.1+git2, true",
    "4.0.10, true",
    "4.1.0, true",
    "10.0.0, true",
    "four, false",
    "'', false"
  })
  void takesOnlyVersionsWithoutTheKnownFaults(String version, boolean usable) {
    assertThat(OpenSlideVersion.isUsable(version)).isEqualTo(usable);
  }

  @Test
  void passesOverALibraryThatIsTooOld() {
    var chosen =
        OpenSlideLibrary.choose(
            List.of(at("absent", null), at("old", OLD), at("new", NEW)),
            library -> Objects.requireNonNull(VERSIONS.get(library)));

    assertThat(chosen).isSameAs(NEW);
  }

  @Test
  void refusesALibraryThatIsTooOldAndSaysHowToGetAnother() {
    assertThatThrownBy(
            () ->
                OpenSlideLibrary.choose(
                    List.of(at("absent", null), at("/usr/lib/libopenslide.so.1", OLD)),
                    library -> Objects.requireNonNull(VERSIONS.get(library))))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining("4.0.1 or later")
        .hasMessageContaining("make setup")
        .hasMessageContaining("/usr/lib/libopenslide.so.1 (is 4.0.0)")
        .hasMessageContaining("absent");
  }

  private static OpenSlideLibrary.Candidate at(String place, @Nullable SymbolLookup library) {
    return new OpenSlideLibrary.Candidate(place, () -> Optional.ofNullable(library));
  }
}
