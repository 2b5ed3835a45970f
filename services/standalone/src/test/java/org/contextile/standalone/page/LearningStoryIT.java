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

  @RegisterExtension static final RunningService SERVICE = Platform.another("learning", KEY);

  @Override
  RunningService service() {
    return SERVICE;
  }

  @Test
  @Order(6)
  void aTableWithABadRowBecomesACohortOnceTheRowIsMended() throws IOException {
    List<String> rows = lungRows();
    page.navigate(SERVICE.address() + "/");
    signIn(KEY);
    choose(rows.stream().map(it -> data("cohort-lung/slides/" + name(it))).toArray(Path[]::new));
    assertThat(page.locator(".drop li").getByText("Look at it"))
        .hasCount(rows.size(), new LocatorAssertions.HasCountOptions().setTimeout(3 * MINUTE));

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Cohorts")).click();
    Look.at(page, "cohorts-empty");
    go("/cohorts/new");
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
    go("/models");
    Look.at(page, "models-empty");
    for (String name : List.of("mobilenetv2-student-96", "mobilenetv2-teacher-1280")) {
      go("/models/new");
      page.getByLabel("Weights").setInputFiles(data("weights/" + name + ".pt"));
      Look.at(page, "model-import");
      button("Upload and import").click();
      assertThat(page.locator(".title .state.succeeded, h1:has-text('" + name + "')").first())
          .isVisible(atLength());
    }
    go("/models");
    Look.at(page, "models");
    one("models").click();
    assertThat(page.locator("h1")).containsText("mobilenetv2");
    Look.at(page, "model");
  }

  @Test
  @Order(8)
  void aStudentIsTunedOnTheCohortAndItsCurveGrows() {
    go("/finetune");
    Look.at(page, "finetune-empty");
    go("/finetune/new");
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
    go("/cohorts");
    page.getByText("lung", exactly()).click();
    page.getByText("Train").first().click();
    assertThat(page.locator("h1")).containsText("Train a classifier");
    Look.at(page, "train");
    button("Train").click();
    assertThat(page).hasURL(Pattern.compile("#/jobs/"));
    Look.at(page, "job-running");
    assertThat(page.locator(".title .state.succeeded")).isVisible(atLength());
    Look.at(page, "job-done");
    go("/classifiers");
    assertThat(one("classifiers")).isVisible();
    Look.at(page, "classifiers");
    one("classifiers").click();
    assertThat(page.getByText("AUROC").first()).isVisible();
    Look.at(page, "classifier");
  }

  @Test
  @Order(10)
  void slidesAreClassifiedAndTheirHeatmapsLieOverThem() {
    go("/classify");
    Look.at(page, "classify");
    button("Classify").click();
    assertThat(page.locator(".title .state.succeeded")).isVisible(atLength());
    go("/predictions");
    assertThat(one("predictions")).isVisible();
    Look.at(page, "predictions");
    one("predictions").click();
    assertThat(page.locator(".scale")).containsText("µm");
    Look.at(page, "prediction");
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
