// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contextile.api.problem.ProblemException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedRootsTest {
  private Path root = Path.of("");
  private Path outside = Path.of("");
  private AllowedRoots roots = roots(List.of());

  @BeforeEach
  void lay(@TempDir Path folder) throws IOException {
    Path real = folder.toRealPath();
    root = Files.createDirectories(real.resolve("slides"));
    Files.createDirectories(root.resolve("lung"));
    Files.writeString(root.resolve("lung/a b.svs"), "x");
    outside = Files.writeString(real.resolve("secret.svs"), "x");
    Files.createDirectories(real.resolve("slides-of-others"));
    Files.writeString(real.resolve("slides-of-others/a.svs"), "x");
    roots = roots(List.of(root));
  }

  @Test
  void allowsFilesUnderARoot() {
    Path file = root.resolve("lung/a b.svs");
    assertThat(roots.resolve(file.toUri().toString(), "/uri")).isEqualTo(file);
    assertThat(roots.resolve(file.toString(), "/uri")).isEqualTo(file);
  }

  @Test
  void refusesWhatLiesOutside() {
    assertRefused(outside.toUri().toString(), "unsafe-name");
    assertRefused(root.resolveSibling("slides-of-others/a.svs").toString(), "unsafe-name");
    assertRefused(root + "/../secret.svs", "unsafe-name");
    assertRefused(root.toUri() + "lung/%2e%2e/%2e%2e/secret.svs", "unsafe-name");
  }

  @Test
  void refusesSymbolicLinksOnTheWay() throws IOException {
    Files.createSymbolicLink(root.resolve("link.svs"), outside);
    Files.createSymbolicLink(root.resolve("folder"), root.resolveSibling("slides-of-others"));
    assertRefused(root.resolve("link.svs").toString(), "unsafe-name");
    assertRefused(root.resolve("folder/a.svs").toString(), "unsafe-name");
  }

  @Test
  void refusesOtherKindsOfAddress() {
    assertRefused("http://example.org/a.svs", "unsafe-name");
    assertRefused("lung/a.svs", "unsafe-name");
    assertRefused("file://host" + root + "/a.svs", "unsafe-name");
    assertRefused("a\u0000b", "unsafe-name");
  }

  @Test
  void tellsFilesFromFoldersLinksAndNothing() throws IOException {
    Path link = Files.createSymbolicLink(root.resolve("link.svs"), outside);
    assertThat(AllowedRoots.isReadableFile(root.resolve("lung/a b.svs"))).isTrue();
    assertThat(AllowedRoots.isReadableFile(root.resolve("lung"))).isFalse();
    assertThat(AllowedRoots.isReadableFile(root.resolve("none.svs"))).isFalse();
    assertThat(AllowedRoots.isReadableFile(link)).isFalse();
  }

  @Test
  void allowsNothingByDefault() {
    roots = roots(List.of());
    assertRefused(root.resolve("lung/a b.svs").toString(), "unsafe-name");
  }

  private void assertRefused(String uri, String type) {
    assertThatThrownBy(() -> roots.resolve(uri, "/uri"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo("/problems/" + type));
  }

  private static AllowedRoots roots(List<Path> allowed) {
    return new AllowedRoots(allowed);
  }
}
