// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Holds a page as it is now, in every appearance, against axe's rules, all of them, and takes its
 * picture. The pictures are in {@code target/screenshots}.
 */
final class Look {
  private static final Path PICTURES =
      Path.of(System.getProperty("contextile.screenshots", "target/screenshots"));
  private static final Path AXE = Path.of("../gateway/web/node_modules/axe-core/axe.min.js");

  private static final String VIOLATIONS =
      """
      async () => (await axe.run({ resultTypes: ['violations'] })).violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`))
      """;
  private static final String TOO_WIDE =
      "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)";

  // Nothing more has been loaded for a while, and what has been is painted.
  private static final String SETTLED =
      """
      async () => {
        const loaded = () => performance.getEntriesByType('resource').length;
        for (let before = -1; before !== loaded();) {
          before = loaded();
          await new Promise(done => setTimeout(done, 250));
        }
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
      }
      """;

  private Look() {}

  /** Looks at the page, and leaves it as it was. */
  static void at(Page page, String name) {
    var before = page.viewportSize();
    for (Appearance appearance : Appearance.ALL) {
      page.setViewportSize(appearance.width(), appearance.height());
      page.emulateMedia(
          new Page.EmulateMediaOptions()
              .setColorScheme(appearance.theme())
              .setReducedMotion(ReducedMotion.REDUCE));
      page.evaluate(SETTLED);
      String shown = name + " " + appearance.label();
      assertThat(violations(page)).as("what axe says of %s", shown).isEmpty();
      assertThat((int) page.evaluate(TOO_WIDE)).as("pixels beyond the edge of %s", shown).isZero();
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(PICTURES.resolve(name + "-" + appearance.label() + ".png")));
    }
    page.setViewportSize(before.width, before.height);
  }

  /** Holds the page as it is against axe's rules, in the one appearance that it has. */
  static void held(Page page, String name) {
    page.evaluate(SETTLED);
    assertThat(violations(page)).as("what axe says of %s", name).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static List<String> violations(Page page) {
    try {
      if (!(boolean) page.evaluate("() => 'axe' in window")) {
        page.evaluate(Files.readString(AXE));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (List<String>) page.evaluate(VIOLATIONS);
  }
}
