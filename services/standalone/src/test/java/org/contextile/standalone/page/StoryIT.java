// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assumptions;
import org.contextile.jobs.testing.RunningService;
import org.contextile.standalone.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a laboratory does on its first day, from an empty server on, with nothing but the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoryIT {
  private static final String KEY = "a-key-of-the-laboratory";
  private static final double MINUTE = 60_000;

  @RegisterExtension static final RunningService SERVICE = Platform.another("laboratory", KEY);

  private final List<String> faults = new ArrayList<>();
  private Chromium chromium;
  private Page page;

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
  void aTableWithABadRowBecomesACohortOnceTheRowIsMended() throws IOException {
    List<String> rows = lungRows();
    page.navigate(SERVICE.address() + "/#/slides");
    choose(rows.stream().map(it -> data("cohort-lung/slides/" + name(it))).toArray(Path[]::new));
    assertThat(page.locator(".drop li").getByText("Look at it"))
        .hasCount(rows.size(), new LocatorAssertions.HasCountOptions().setTimeout(3 * MINUTE));

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Cohorts")).click();
    Look.at(page, "cohorts-empty");
    page.navigate(SERVICE.address() + "/#/cohorts/new");
    String line = System.lineSeparator();
    String table = "slide,patient,label" + line + String.join(line, rows);
    page.getByLabel("Table of slides")
        .setInputFiles(
            new FilePayload(
                "lung.csv",
                "text/csv",
                table.replace(name(rows.get(2)), "lung-999.tiff").getBytes(UTF_8)));
    assertThat(page.getByText("1 to mend")).isVisible();
    Look.at(page, "cohort-mending");
    page.getByLabel("slide of line 4").fill(name(rows.get(2)));
    assertThat(page.getByText("none to mend")).isVisible();
    button("Make the cohort").click();
    assertThat(page.locator("h1")).containsText("lung");
    Look.at(page, "cohort");
  }

  @Test
  @Order(7)
  void modelsAreImported() {
    for (String name : List.of("mobilenetv2-student-96", "mobilenetv2-teacher-1280")) {
      var answer =
          page.request()
              .post(
                  SERVICE.address() + "/v1/models",
                  RequestOptions.create()
                      .setHeader("Authorization", "Bearer " + KEY)
                      .setMultipart(
                          FormData.create()
                              .set("file", data("weights/" + name + ".pt"))
                              .set("name", name)
                              .set("inputSizePx", "224")));
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
  }

  @Test
  @Order(8)
  void aStudentIsTunedOnTheCohortAndItsCurveGrows() {
    page.navigate(SERVICE.address() + "/#/finetune");
    Look.at(page, "finetune-empty");
    page.navigate(SERVICE.address() + "/#/finetune/new");
    page.getByLabel("Epochs", new Page.GetByLabelOptions().setExact(true)).fill("1");
    Look.at(page, "finetune-new");
    page.getByText(Pattern.compile("Fine-tune on \\d+ slides")).click();
    assertThat(page.locator("svg path, svg polyline").first()).isVisible(patiently());
    Look.at(page, "finetune-running");
    assertThat(page.locator(".state.succeeded").first()).isVisible(atLength());
  }

  @Test
  @Order(9)
  void aClassifierIsTrainedAndJudged() {
    page.navigate(SERVICE.address() + "/#/cohorts");
    page.getByText("lung", exactly()).click();
    page.getByText("Train").first().click();
    assertThat(page.locator("h1")).containsText("Train a classifier");
    Look.at(page, "train");
    button("Train").click();
    assertThat(page).hasURL(Pattern.compile("#/jobs/"));
    Look.at(page, "job-running");
    assertThat(page.locator(".title .state.succeeded")).isVisible(atLength());
    Look.at(page, "job-done");
    page.navigate(SERVICE.address() + "/#/classifiers");
    assertThat(one("classifiers")).isVisible();
    Look.at(page, "classifiers");
    one("classifiers").click();
    assertThat(page.getByText("AUROC").first()).isVisible();
    Look.at(page, "classifier");
  }

  @Test
  @Order(10)
  void slidesAreClassifiedAndTheirHeatmapsLieOverThem() {
    page.navigate(SERVICE.address() + "/#/classify");
    Look.at(page, "classify");
    button("Classify").click();
    assertThat(page.locator(".title .state.succeeded")).isVisible(atLength());
    page.navigate(SERVICE.address() + "/#/predictions");
    assertThat(one("predictions")).isVisible();
    Look.at(page, "predictions");
    one("predictions").click();
    assertThat(page.locator(".scale")).containsText("µm");
    Look.at(page, "prediction");
  }

  @Test
  @Order(11)
  void aJobIsCancelledAndTriedAgain() {
    page.navigate(SERVICE.address() + "/#/finetune/new");
    page.getByText(Pattern.compile("Fine-tune on \\d+ slides")).click();
    page.navigate(SERVICE.address() + "/#/jobs");
    Locator job = page.locator(".job").first();
    assertThat(job).containsText("Fine-tune");
    job.getByText("Cancel").click();
    assertThat(job.locator(".state.cancelled")).isVisible(patiently());
    Look.at(page, "jobs");
    job.getByText("Retry").click();
    assertThat(job.getByText("Cancel")).isVisible(patiently());
    job.getByText("Cancel").click();
    assertThat(job.locator(".state.cancelled")).isVisible(patiently());
  }

  /** Slides of two classes, their names, patients and labels. */
  private static List<String> lungRows() throws IOException {
    Map<String, Integer> taken = new HashMap<>();
    return Files.readAllLines(data("cohort-lung/labels.csv")).stream()
        .map(it -> it.substring(0, it.lastIndexOf(',')))
        .filter(it -> it.endsWith("normal") || it.endsWith("adenocarcinoma"))
        .filter(it -> taken.merge(it.substring(it.lastIndexOf(',')), 1, Integer::sum) <= 5)
        .toList();
  }

  private static String name(String row) {
    return row.substring(0, row.indexOf(','));
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
    page.navigate(SERVICE.address() + "/#/slides");
    choose(slide);
    assertThat(card(other, name)).isVisible(patiently());
    other.close();
  }

  @Test
  @Order(22)
  void signingOutInOneTabEndsTheOthers() {
    page.navigate(SERVICE.address() + "/#/jobs");
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
    page.navigate(SERVICE.address() + "/#/jobs");
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

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  private static Path first(Path folder) {
    try (var files = Files.list(folder)) {
      return files.sorted().findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sendAtMost(int bytesPerSecond) {
    JsonObject conditions = new JsonObject();
    conditions.addProperty("offline", false);
    conditions.addProperty("latency", 0);
    conditions.addProperty("downloadThroughput", -1);
    conditions.addProperty("uploadThroughput", bytesPerSecond);
    page.context().newCDPSession(page).send("Network.emulateNetworkConditions", conditions);
  }

  private void choose(Path... files) {
    page.getByLabel("Slides to upload").setInputFiles(files);
  }

  /** The first link to one of several things. */
  private Locator one(String kind) {
    return page.locator("main a[href^='#/" + kind + "/']").first();
  }

  private Locator card(String name) {
    return card(page, name);
  }

  private static Locator card(Page page, String name) {
    return page.locator(".card").filter(having(name));
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static LocatorAssertions.IsVisibleOptions patiently() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(MINUTE);
  }

  private static LocatorAssertions.IsVisibleOptions atLength() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(5 * MINUTE);
  }

  private static Path data(String name) {
    Path file = Path.of(System.getProperty("contextile.testdata", ""), name);
    Assumptions.assumeThat(Files.exists(file)).as("there is the test data file " + name).isTrue();
    return file;
  }
}
