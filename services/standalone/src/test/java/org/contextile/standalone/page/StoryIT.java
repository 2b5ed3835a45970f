// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.contextile.jobs.testing.RunningService;
import org.contextile.standalone.Platform;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a laboratory does on its first day, from an empty server on, with nothing but the page. */
class StoryIT extends Story {
  private static final String KEY = "a-key-of-the-laboratory";
  private static final String ID = "00000000-0000-4000-8000-000000000000";
  private static final List<String> PAGES =
      List.of(
          "/slides",
          "/slides/" + ID,
          "/cohorts",
          "/cohorts/new",
          "/cohorts/" + ID,
          "/cohorts/" + ID + "/splits/" + ID,
          "/cohorts/" + ID + "/train",
          "/models",
          "/models/new",
          "/models/new?way=cut",
          "/models/" + ID,
          "/features/new",
          "/finetune",
          "/finetune/new",
          "/jobs",
          "/jobs/" + ID,
          "/classifiers",
          "/classifiers/" + ID,
          "/classify",
          "/predictions",
          "/predictions/" + ID,
          "/compare?left=" + ID + "&right=" + ID,
          "/nowhere");

  @RegisterExtension static final RunningService SERVICE = Platform.another("laboratory", KEY);

  @Override
  RunningService service() {
    return SERVICE;
  }

  @Test
  @Order(1)
  void aWrongKeyIsRefusedInWordsAndARightOneOpensAnEmptyWorkspace() {
    page.navigate(SERVICE.address() + "/");
    page.getByLabel("Key of your workspace").fill("a-key-that-nobody-has");
    button("Sign in").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("No workspace has this key");
    Look.at(page, "sign-in");

    page.getByLabel("Key of your workspace").fill(KEY);
    button("Sign in").click();
    assertThat(page.getByText("No slides yet")).isVisible();
    assertThat(page.evaluate("() => document.cookie + JSON.stringify(localStorage)"))
        .as("what scripts can read of the session")
        .isEqualTo("{}");
    Look.at(page, "slides-empty");
  }

  @Test
  @Order(2)
  void anUploadThatIsPausedGoesOnAfterAReloadFromWhereItWas() {
    Path slide = data("slides/CMU-1-Small-Region.svs");
    sendAtMost(300_000);
    choose(slide);
    Locator row = page.locator(".drop li").filter(having("CMU-1-Small-Region.svs"));
    assertThat(row).containsText(Pattern.compile("B/s · .* left"));
    row.getByText("Pause").click();
    assertThat(row).containsText("Paused at");
    Look.at(page, "slides-paused");

    page.reload();
    Locator unfinished = page.getByLabel("Unfinished uploads").locator("li");
    assertThat(unfinished).containsText("CMU-1-Small-Region.svs");
    assertThat(unfinished).not().containsText("0 % of");
    sendAtMost(-1);
    choose(slide);
    assertThat(row.getByText("Look at it")).isVisible(patiently());
    assertThat(card("CMU-1-Small-Region.svs")).isVisible();
  }

  @Test
  @Order(3)
  void aSlideWithoutAResolutionIsReadOnceItIsGivenAndNothingIsSentAgain() {
    choose(data("slides/TCGA-CR-7395-01A-01-TS1.svs"));
    Locator row = page.locator(".drop li").filter(having("TCGA-CR-7395"));
    assertThat(row.getByLabel("Micrometres per pixel")).isVisible(patiently());
    Look.at(page, "slides-missing-mpp");
    row.getByLabel("Micrometres per pixel").fill("0.25");
    row.getByText("Read it with this").click();
    assertThat(row.getByText("Look at it")).isVisible(patiently());
    assertThat(card("TCGA-CR-7395-01A-01-TS1.svs")).isVisible();
  }

  @Test
  @Order(4)
  void slidesAreSearchedFilteredAndSeenAsATable() {
    page.getByLabel("Search names, notes and vendors").fill("tcga");
    assertThat(page.locator(".card")).hasCount(1);
    page.getByLabel("Search names, notes and vendors").fill("");
    assertThat(page.locator(".card")).hasCount(2);
    Look.at(page, "slides");
    button("Table").click();
    assertThat(page.locator("tbody th")).hasCount(2);
    Look.at(page, "slides-table");
    page.reload();
    assertThat(page.locator("tbody th")).hasCount(2);
    button("Table").click();
  }

  @Test
  @Order(5)
  void aSlideIsZoomedAndALinkOpensTheSameView() {
    card("CMU-1-Small-Region.svs").click();
    Locator scale = page.locator(".scale");
    assertThat(scale).containsText("µm");
    Look.at(page, "slide");
    String whole = scale.textContent();
    button("Closer").click();
    button("Closer").click();
    assertThat(scale).not().hasText(whole);
    assertThat(page).hasURL(Pattern.compile("at=\\d+%2C\\d+%2C"));
    String near = scale.textContent();
    Page other = page.context().newPage();
    other.navigate(page.url());
    assertThat(other.locator(".scale")).hasText(near);
    other.close();
    page.locator(".viewer .canvas").click();
    assertThat(page.getByLabel("The clicked tile")).isVisible();
    page.getByLabel("Tile grid").check();
    Look.at(page, "slide-near");
  }

  @Test
  @Order(6)
  void everyPageIsAccessibleWhileItWaitsAndWhenItIsRefused() {
    Page other = page.context().newPage();
    other.setViewportSize(1280, 900);
    Pattern asked = Pattern.compile("/v1/(?!me$).*");
    other.route(asked, route -> {});
    PAGES.forEach(place -> held(other, place, "waiting"));
    other.unroute(asked);
    other.route(
        asked,
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(403)
                    .setContentType("application/problem+json")
                    .setBody(
                        "{\"type\":\"/problems/forbidden\",\"title\":\"Forbidden\",\"status\":403,"
                            + "\"detail\":\"Your key may not do this.\"}")));
    PAGES.forEach(place -> held(other, place, "refused"));
    other.close();
  }

  private static void held(Page other, String place, String state) {
    other.navigate("about:blank");
    other.navigate(SERVICE.address() + "/#" + place);
    assertThat(other.locator("main h1")).hasCount(1);
    Look.held(other, place + ", " + state);
  }

  @Test
  @Order(20)
  void whatHappensInOneTabIsSeenInTheOther() {
    Path slide = first(data("cohort-glas/slides"));
    String name = slide.getFileName().toString();
    Page other = page.context().newPage();
    other.navigate(SERVICE.address() + "/#/slides");
    assertThat(other.locator(".card").first()).isVisible();
    assertThat(card(other, name)).hasCount(0);
    go("/slides");
    choose(slide);
    assertThat(card(other, name)).isVisible(patiently());
    other.close();
  }

  @Test
  @Order(22)
  void signingOutInOneTabEndsTheOthers() {
    go("/jobs");
    Page other = page.context().newPage();
    other.navigate(SERVICE.address() + "/");
    other.getByText("Sign out").click();
    assertThat(other.getByLabel("Key of your workspace")).isVisible();
    page.reload();
    assertThat(page.getByLabel("Key of your workspace")).isVisible();
    other.close();
  }

  @Test
  @Order(21)
  void aServerThatIsRestartedIsFoundAgainWithoutAReload() {
    go("/jobs");
    assertThat(page.getByText("Live", exactly())).isVisible();
    page.evaluate("() => { window.before = true; }");
    SERVICE.stop();
    assertThat(page.getByText("The server is out of reach")).isVisible();
    Look.at(page, "jobs-without-server");
    faults.removeIf(it -> it.contains("ERR_CONNECTION") || it.contains("ERR_INCOMPLETE"));
    SERVICE.start();
    assertThat(page.getByText("Live", exactly())).isVisible(patiently());
    faults.removeIf(it -> it.contains("ERR_CONNECTION") || it.contains("ERR_INCOMPLETE"));
    assertThat(page.getByText("The server is out of reach")).isHidden();
    assertThat(page.evaluate("() => window.before")).isEqualTo(true);
  }
}
