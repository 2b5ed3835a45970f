// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A look at the page in a real browser, after a demo; its picture is in {@code target}. */
final class PageLook {

  private static final Path PICTURE = Path.of("target", "page.png");

  private static final String FIRST_PICTURES =
      "[...document.querySelectorAll('#predictions img')].slice(0, 4)"
          + ".every(image => image.complete && image.naturalWidth > 0)";
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private PageLook() {}

  /** Says so, loudly, where there is no browser to look with. */
  static void at(URI address) {
    Optional<Path> browser = browser();
    if (browser.isEmpty()) {
      System.err.println("SKIPPED: the page was not looked at, for there is no Chromium.");
      return;
    }
    Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    try (Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        Browser chromium =
            playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(browser.get()).setArgs(ARGUMENTS))) {
      look(chromium.newPage(new Browser.NewPageOptions().setViewportSize(1280, 1100)), address);
    }
  }

  private static void look(Page page, URI address) {
    List<String> faults = new ArrayList<>();
    page.onPageError(faults::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            faults.add(message.text());
          }
        });
    page.navigate(address.toString());

    assertThat(page.locator("#slides article")).hasCount(24);
    assertThat(page.locator("#predictions article")).hasCount(24);
    assertThat(page.locator("#models article")).hasCount(3);
    assertThat(page.locator("#classifiers article")).hasCount(3);
    assertThat(page.locator("#jobs .state.SUCCEEDED").first()).isVisible();
    Locator heatmap = page.locator("#predictions img.heatmap").first();
    heatmap.scrollIntoViewIfNeeded();
    assertThat(heatmap).isVisible();
    page.evaluate("document.querySelector('#predictions').scrollIntoView()");
    await().untilAsserted(() -> assertThat(page.evaluate(FIRST_PICTURES)).isEqualTo(true));
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURE));
    assertThat(faults).isEmpty();
  }

  private static Optional<Path> browser() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .map(name -> Path.of("/usr/bin", name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
