// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assumptions;
import org.contextile.jobs.testing.Chromium;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A story that is told step by step on one page, which must not complain on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class Story {
  static final double MINUTE = 60_000;

  final List<String> faults = new ArrayList<>();
  private Chromium chromium;
  Page page;

  @BeforeAll
  void open() {
    chromium = Chromium.start();
    page =
        chromium
            .browser()
            .newContext(new Browser.NewContextOptions().setViewportSize(1280, 900))
            .newPage();
    page.setDefaultTimeout(15_000);
    page.onPageError(faults::add);
    page.onConsoleMessage(
        message -> {
          // A browser says so of every answer that is refused, also of those that are meant to be.
          if (message.type().equals("error") && !message.text().contains("status of 4")) {
            faults.add(message.text());
          }
        });
  }

  @AfterAll
  void close() {
    if (chromium != null) {
      chromium.close();
    }
    assertThat(faults).isEmpty();
  }

  /** Where the story happens. */
  abstract RunningService service();

  /** Shows a page, the part of its address behind the #. */
  void go(String place) {
    page.navigate(service().address() + "/#" + place);
  }

  void signIn(String key) {
    page.getByLabel("Key of your workspace").fill(key);
    button("Sign in").click();
  }

  static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  static Path first(Path folder) {
    try (var files = Files.list(folder)) {
      return files.sorted().findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sendAtMost(int bytesPerSecond) {
    JsonObject conditions = new JsonObject();
    conditions.addProperty("offline", false);
    conditions.addProperty("latency", 0);
    conditions.addProperty("downloadThroughput", -1);
    conditions.addProperty("uploadThroughput", bytesPerSecond);
    page.context().newCDPSession(page).send("Network.emulateNetworkConditions", conditions);
  }

  void choose(Path... files) {
    page.getByLabel("Slides to upload").setInputFiles(files);
  }

  /** The first link to one of several things. */
  Locator one(String kind) {
    return page.locator("main a[href^='#/" + kind + "/']").first();
  }

  Locator card(String name) {
    return card(page, name);
  }

  static Locator card(Page page, String name) {
    return page.locator(".card").filter(having(name));
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  static LocatorAssertions.IsVisibleOptions patiently() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(MINUTE);
  }

  static LocatorAssertions.IsVisibleOptions atLength() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(5 * MINUTE);
  }

  static Path data(String name) {
    Path file = Path.of(System.getProperty("contextile.testdata", ""), name);
    Assumptions.assumeThat(Files.exists(file)).as("there is the test data file " + name).isTrue();
    return file;
  }
}
