// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.contextile.jobs.testing.RunningService;
import org.contextile.standalone.Platform;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a laboratory comes from its slides and labels to heatmaps. */
@Tag("long")
class LearningStoryIT extends Story {
  private static final String KEY = "a-key-of-the-learning-laboratory";
  private static final String STUDENT = "mobilenetv2-student-96";
  private static final String TEACHER = "mobilenetv2-teacher-1280";

  @RegisterExtension static final RunningService SERVICE = Platform.another("learning", KEY);

  /** Those that the page has seen, and one for each choice of files. */
  private int clicks;

  @Override
  RunningService service() {
    return SERVICE;
  }

  @Test
  @Order(6)
  void aTableWithABadRowBecomesACohortOnceTheRowIsMended() throws IOException {
    List<String> rows = lungRows();
    page.exposeBinding("clicked", (source, arguments) -> clicks++);
    page.addInitScript("addEventListener('click', event => event.isTrusted && clicked(), true)");
    page.navigate(SERVICE.address() + "/");
    signIn(KEY);
    choose(rows.stream().map(it -> data("cohort-lung/slides/" + name(it))).toArray(Path[]::new));
    assertThat(page.locator(".drop li").getByText("Look at it"))
        .hasCount(rows.size(), new LocatorAssertions.HasCountOptions().setTimeout(3 * MINUTE));

    clicks += 1;
    link("Cohorts").click();
    Look.at(page, "cohorts-empty");
    link("Make the first one").click();
    String line = System.lineSeparator();
    String table = "slide,patient,label" + line + String.join(line, rows);
    page.getByLabel("Table of slides")
        .setInputFiles(
            new FilePayload(
                "lung.csv",
                "text/csv",
                table.replace(name(rows.get(2)), "lung-999.tiff").getBytes(UTF_8)));
    clicks += 1;
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
  void fromThereAHeatmapIsAFewClicksAway() {
    link("Train a classifier").click();
    link("Import a model").click();
    page.getByLabel("Weights", exactLabel()).setInputFiles(data("weights/" + STUDENT + ".pt"));
    clicks += 1;
    Look.at(page, "model-import");
    button("Upload and import").click();
    link("Go on").click(new Locator.ClickOptions().setTimeout(MINUTE));
    assertThat(page.locator("h1")).containsText("Train a classifier");
    Look.at(page, "train");
    button("Train").click();
    assertThat(page).hasURL(Pattern.compile("#/jobs/"));
    Look.at(page, "job-running");
    assertThat(page.locator(".title .state.succeeded")).isVisible(atLength());
    Look.at(page, "job-done");
    link("Its predictions").click();
    assertThat(one("predictions")).isVisible(patiently());
    Look.at(page, "predictions");
    one("predictions").click();
    assertThat(page.locator(".scale")).containsText("µm");
    assertThat(page.locator(".gallery li").first()).isVisible();
    Look.at(page, "prediction");
    assertThat(clicks).as("clicks from an empty workspace to a heatmap").isBetween(10, 14);
  }

  @Test
  @Order(8)
  void aStudentIsTunedOnTheCohortAndItsCurveGrows() {
    go("/models/new");
    page.getByLabel("Weights", exactLabel()).setInputFiles(data("weights/" + TEACHER + ".pt"));
    button("Upload and import").click();
    assertThat(page.locator(".title .state.succeeded")).isVisible(patiently());
    go("/models");
    assertThat(page.locator("tbody tr")).hasCount(2);
    Look.at(page, "models");
    page.locator("tbody a").first().click();
    assertThat(page.locator("h1")).containsText("mobilenetv2");
    Look.at(page, "model");
    dialogs("model");
    go("/finetune");
    Look.at(page, "finetune-empty");
    go("/finetune/new");
    assertThat(page.getByLabel("Slides", exactLabel())).containsText("lung");
    page.getByLabel("Epochs", exactLabel()).fill("1");
    Look.at(page, "finetune-new");
    page.getByText(Pattern.compile("Fine-tune on \\d+ slides")).click();
    assertThat(page.locator(".uplot").first()).isVisible(patiently());
    Look.at(page, "finetune-running");
    assertThat(page.locator(".state.succeeded").first()).isVisible(atLength());
  }

  @Test
  @Order(9)
  void theClassifierIsJudged() {
    go("/classifiers");
    assertThat(one("classifiers")).isVisible();
    Look.at(page, "classifiers");
    one("classifiers").click();
    assertThat(page.getByText("AUROC").first()).isVisible();
    Look.at(page, "classifier");
    go("/cohorts");
    assertThat(page.locator(".title h1")).hasText("Cohorts");
    link("lung").click();
    assertThat(page.locator(".title h1")).hasText("lung");
    dialogs("cohort");
  }

  @Test
  @Order(10)
  void slidesAreClassifiedAgainWithoutBeingReadAgain() {
    go("/classify");
    Look.at(page, "classify");
    button("Classify").click();
    assertThat(page.locator(".title .state.succeeded")).isVisible(patiently());
    assertThat(page.getByText("made before of the same features")).isVisible();
    go("/predictions");
    assertThat(one("predictions")).isVisible();
  }

  @Test
  @Order(11)
  void aJobIsCancelledAndTriedAgain() {
    go("/finetune/new");
    page.getByText(Pattern.compile("Fine-tune on \\d+ slides")).click();
    go("/jobs");
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

  /** Looks at the dialogs by which a thing is renamed and deleted. */
  private void dialogs(String name) {
    for (String command : List.of("Rename", "Delete")) {
      page.locator(".title button:visible").filter(having(command)).click();
      Locator dialog = page.locator("dialog[open]");
      assertThat(dialog).isVisible();
      Look.at(page, name + "-" + command.toLowerCase(Locale.ROOT));
      page.keyboard().press("Escape");
      assertThat(dialog).isHidden();
    }
  }

  private Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Page.GetByLabelOptions exactLabel() {
    return new Page.GetByLabelOptions().setExact(true);
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
}
