// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.jobs.testing.Chromium;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.synthetic.FlatTiff;
import org.contextile.standalone.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page costs the browser: at the first look, and with 10,000 slides and as many jobs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeWorkspaceIT {
  private static final String KEY = "a-key-of-the-large-workspace";
  private static final int MANY = 10_000;

  /** As a layout shift score, of which a hundred times as much counts as good. */
  private static final double MOST_SHIFT = 0.001;

  @RegisterExtension static final RunningService SERVICE = Platform.another("large", KEY);

  private Chromium chromium;
  private Page page;

  @BeforeAll
  void open() throws IOException {
    chromium = Chromium.start();
    fill();
    page =
        chromium
            .browser()
            .newContext(new Browser.NewContextOptions().setViewportSize(1280, 900))
            .newPage();
    page.navigate(SERVICE.address() + "/");
    page.getByLabel("Key of your workspace").fill(KEY);
    page.getByText("Sign in").click();
    assertThat(page.getByText("10,000 slides", exactly())).isVisible(patiently());
  }

  @AfterAll
  void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void theFirstLookLoadsLittleIsSoonThereAndNothingMovesThen() {
    Page fresh = page.context().newPage();
    fresh.addInitScript(
        """
        window.moved = 0;
        new PerformanceObserver(list => list.getEntries().forEach(({ value }) => { moved += value; }))
          .observe({ type: 'layout-shift', buffered: true });
        new MutationObserver((_, observer) => {
          if (document.querySelector('.card:not(.ghost)')) {
            window.seen = performance.now();
            observer.disconnect();
          }
        }).observe(document, { childList: true, subtree: true });
        """);
    fresh.navigate(SERVICE.address() + "/");
    assertThat(fresh.getByText("10,000 slides", exactly())).isVisible(patiently());

    int loaded =
        (int)
            fresh.evaluate(
                """
                () => performance.getEntriesByType('resource')
                  .filter(({ name }) => name.endsWith('.js') || name.endsWith('.css'))
                  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
                """);
    double seen = ((Number) fresh.evaluate("() => seen")).doubleValue();
    double moved = ((Number) fresh.evaluate("() => moved")).doubleValue();
    System.out.printf(
        "First look: %d bytes, slides after %.0f ms, shift %.4f%n", loaded, seen, moved);
    assertThat(loaded).isBetween(50_000, 300_000);
    assertThat(moved).isLessThan(MOST_SHIFT);
    assertThat(seen).isLessThan(1500);
    fresh.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/slides", "/slides?as=table", "/jobs"})
  void onlyWhatIsInSightIsInTheDocument(String place) {
    show(place);
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight / 2)");
    page.evaluate("() => new Promise(done => setTimeout(done, 300))");
    assertThat((int) page.evaluate("() => document.querySelectorAll('*').length")).isLessThan(1500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/slides", "/slides?as=table", "/jobs"})
  @Tag("long")
  void tenThousandScrollAtSixtyFramesASecond(String place) {
    show(place);
    Scroll scroll = Scroll.of(chromium.browser(), page, 5);
    System.out.println(place + ": " + scroll);
    assertThat(scroll.framesPerSecond()).as(scroll.toString()).isGreaterThan(55);
    assertThat(scroll.p95FrameMs()).as(scroll.toString()).isLessThan(18);
  }

  private void show(String place) {
    // Of a page behind another one no frames are made.
    page.bringToFront();
    page.evaluate("place => { location.hash = place; scrollTo(0, 0); }", place);
    assertThat(page.locator(".tall > li, tbody th").first()).isVisible(patiently());
  }

  private static void fill() throws IOException {
    Path file = FlatTiff.write(SERVICE.folder().resolve("one.tiff"), 1024, 0.5);
    String digest = SERVICE.bean(ArtifactStore.class).put(file, "image/tiff").digest();
    for (String sql :
        List.of(
            """
            INSERT INTO slide (workspace, name, artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                mpp_source, tissue_fraction, openslide_version)
            SELECT 'large', 'slide-' || n || '.svs', :digest, 'aperio', 40000 + n, 30000 + n,
                '[{"widthPx": 40000, "heightPx": 30000, "downsample": 1.0}]', 0.25, 0.25, 'OPENSLIDE', 0.4, '4.0.1'
            FROM generate_series(1, :many) n
            """,
            """
            INSERT INTO job (workspace, kind, state, max_attempts, request, finished_at)
            SELECT 'large', 'ingest', 'CANCELLED', 3, jsonb_build_object('name', 'slide-' || n || '.svs'), now()
            FROM generate_series(1, :many) n
            """)) {
      SERVICE.jdbc().sql(sql).params(Map.of("digest", digest, "many", MANY)).update();
    }
  }

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  private static LocatorAssertions.IsVisibleOptions patiently() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
  }
}
