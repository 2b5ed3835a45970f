// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextile.jobs.testing.Chromium;

/** A look at the web client in a real browser, after a demo; its picture is in {@code target}. */
final class PageLook {

  private static final Path PICTURE = Path.of("target", "page.png");

  private final List<String> faults = new ArrayList<>();
  private final URI address;
  private final Page page;

  private PageLook(URI address, Page page) {
    this.address = address;
    this.page = page;
    page.onPageError(faults::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            faults.add(message.text());
          }
        });
  }

  /** Says so, loudly, where there is no browser to look with. */
  static void at(URI address, int slides) {
    if (!Chromium.isInstalled()) {
      System.err.println("SKIPPED: the page was not looked at, for there is no Chromium.");
      return;
    }
    try (Chromium chromium = Chromium.start()) {
      var size = new Browser.NewPageOptions().setViewportSize(1280, 1100);
      new PageLook(address, chromium.browser().newPage(size)).look(slides);
    }
  }

  private void look(int slides) {
    open("", "Slides");
    assertThat(page.locator(".card").first()).hasAttribute("aria-setsize", "" + slides);
    open("models", "Models");
    assertThat(page.locator("tbody tr")).hasCount(3);
    open("classifiers", "Classifiers");
    assertThat(page.locator("tbody tr")).hasCount(3);
    open("jobs", "Jobs");
    assertThat(page.locator(".job").first()).containsText("Done");
    open("predictions", "Predictions");
    assertThat(page.locator(".prediction").first()).hasAttribute("aria-setsize", "" + slides);
    page.locator(".prediction .name").first().click();
    assertThat(page.locator(".gallery li")).not().hasCount(0);
    assertThat(page.locator(".legend").first()).isVisible();
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURE));
    assertThat(faults).isEmpty();
  }

  private void open(String path, String title) {
    page.navigate(address.resolve("/#/" + path).toString());
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(title)).first())
        .isVisible();
  }
}
