// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assumptions;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.job.ChildJob;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.NewJobEvent;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/** A look at a job's panel in a real browser; the pictures are in {@code target}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobPanelIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final String UNREADABLE =
      "{\"type\":\"/problems/unreadable-slide\",\"title\":\"Unreadable slide\",\"status\":422,\"detail\":\"The file ends early\"}";

  private final List<String> faults = new ArrayList<>();
  private GatewayServer server;
  private JobQueue queue;
  private Playwright playwright;
  private Browser browser;
  private Page page;

  @BeforeAll
  void start() {
    Assumptions.assumeThat(Files.isExecutable(CHROMIUM))
        .as("there is a Chromium to look with")
        .isTrue();
    server = GatewayServer.start();
    queue = server.bean(JobQueue.class);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run")));
  }

  @AfterAll
  void stop() {
    if (server != null) {
      browser.close();
      playwright.close();
      server.close();
    }
  }

  @BeforeEach
  void open() {
    server.forgetJobs();
    faults.clear();
    page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 1000));
    // Who answers these in production are the other services.
    page.route(
        Pattern.compile("/v1/(slides|predictions|classifiers|models)\\?"),
        route -> route.fulfill(json("{\"items\":[]}")));
    page.route(
        Pattern.compile("/v1/slides/[^/]+$"),
        route -> route.fulfill(json("{\"name\":\"slide-7.svs\"}")));
    page.onPageError(faults::add);
    page.onConsoleMessage(
        message -> {
          // The first requests are refused for want of a key.
          if (message.type().equals("error") && !message.text().contains("401")) {
            faults.add(message.text());
          }
        });
  }

  @AfterEach
  void close() {
    assertThat(page.evaluate("localStorage.length + sessionStorage.length + document.cookie"))
        .as("what the page leaves in the browser's storage")
        .isEqualTo("0");
    page.close();
    assertThat(faults).isEmpty();
  }

  @Test
  void aRunningJobIsSeenWithItsProgressCurvesLogAndAttempts() throws Exception {
    UUID job = submit("{\"name\":\"tuned on lung\"}", 5);
    queue.fail(claim(), UNREADABLE, true);
    server.jdbc().sql("UPDATE job_waiting SET run_after = now()").update();
    server.jdbc().sql("UPDATE job SET run_after = now()").update();
    JobLease lease = claim();
    queue.progress(lease, new JobProgress("training", 0, 400, "steps"));
    for (int step = 1; step <= 40; step++) {
      queue.append(
          lease,
          List.of(
              NewJobEvent.metric("loss", step, Math.exp(-step / 12.0) + 0.02 * (step % 3)),
              NewJobEvent.metric("learning-rate", step, 1e-4 * step / 40)));
    }
    queue.append(lease, List.of(NewJobEvent.log("Resumed at step 120 from the checkpoint")));
    queue.progress(lease, new JobProgress("training", 160, 400, "steps"));

    Locator panel = show(job);

    assertThat(panel.locator("h2")).hasText("fine tuning: tuned on lung");
    assertThat(panel.locator(".standing")).containsText("training · 160 of 400 steps");
    assertThat(panel.locator(".standing")).containsText("left");
    assertThat(panel.locator(".curve")).hasCount(2);
    assertThat(panel.locator(".curve polyline")).hasCount(2);
    assertThat(panel.locator(".log")).containsText("Resumed at step 120");
    assertThat(panel.locator(".attempts tbody tr")).hasCount(2);
    assertThat(panel.locator(".attempts")).containsText("The file ends early");
    picture("panel-running");

    queue.progress(lease, new JobProgress("training", 300, 400, "steps"));
    queue.append(lease, List.of(NewJobEvent.log("Nearly there")));
    assertThat(panel.locator(".standing")).containsText("300 of 400");
    assertThat(panel.locator(".log li")).hasCount(2);
    panel.getByText("Cancel").click();
    assertThat(panel.locator(".head .state")).hasText("cancelling");
    queue.cancelled(lease);
    assertThat(panel.locator(".head .state")).hasText("cancelled");
    panel.getByText("Retry").click();
    assertThat(panel.locator(".standing")).containsText("Waits for a free worker");
    assertThat(panel.locator(".log li")).hasCount(2);
  }

  @Test
  void aRetryIsOfferedOnlyWhereItCanHelpAndALongFailureIsFolded() throws Exception {
    UUID broken = submit("{}", 0);
    queue.fail(claim(), error(ProblemType.UNREADABLE_SLIDE, "word ".repeat(200)), false);

    Locator panel = show(broken);

    assertThat(panel.locator(".head .state")).hasText("failed");
    assertThat(panel.locator(".standing summary")).containsText("word word");
    assertThat(panel.locator(".standing details p")).isHidden();
    assertThat(panel.locator(".head").getByText("Retry")).hasCount(0);

    page.keyboard().press("Escape");
    UUID unlucky = submit("{}", 0);
    queue.fail(claim(), error(ProblemType.INSUFFICIENT_STORAGE, "No room."), false);
    page.evaluate("id => { location.hash = `#job/${id}`; }", unlucky.toString());
    assertThat(panel.locator(".standing")).containsText("Insufficient storage. No room.");
    assertThat(panel.locator(".head").getByText("Retry")).hasCount(1);
  }

  private static String error(ProblemType type, String detail) {
    return new JsonMapper().writeValueAsString(type.with(detail).body());
  }

  @Test
  void aParentShowsItsChildrenTheLostAndTheRunningFirst() throws Exception {
    UUID job = submit("{\"name\":\"all of it\"}", 0);
    List<ChildJob> children =
        server.slides(24).stream()
            .map(
                slide ->
                    ChildJob.of(
                            JobKind.FEATURE_EXTRACTION, "{\"slideIds\":[\"%s\"]}".formatted(slide))
                        .withProgress(new JobProgress("tiles", 0, 500, "tiles")))
            .toList();
    queue.divide(claim(), children);
    JobLease lost = server.claim(JobKind.FEATURE_EXTRACTION);
    queue.fail(lost, UNREADABLE, false);
    JobLease running = server.claim(JobKind.FEATURE_EXTRACTION);
    queue.progress(running, new JobProgress("tiles", 120, 500, "tiles"));

    Locator panel = show(job);

    assertThat(panel.locator(".standing")).containsText("120 of 12,000 tiles");
    assertThat(panel.locator(".standing")).containsText("Waits for 23 of 24 children");
    assertThat(panel.locator(".children h3")).containsText("1 failed · 23 unfinished");
    assertThat(panel.locator(".children li")).hasCount(20);
    assertThat(panel.locator(".children li").first()).containsText("The file ends early");
    assertThat(panel.locator(".children li").nth(1)).containsText("120 of 500 tiles");
    assertThat(panel.locator(".children li a").first()).hasText("slide-7.svs");
    picture("panel-parent");
    queue.progress(running, new JobProgress("tiles", 320, 500, "tiles"));
    assertThat(panel.locator(".standing")).containsText("320 of 12,000 tiles");
    panel.getByText("Show more").click();
    assertThat(panel.locator(".children li")).hasCount(24);

    panel.locator(".children li a").first().click();
    assertThat(panel.locator(".head .state")).hasText("failed");
    assertThat(panel.locator(".head")).containsText(lost.jobId().toString());
    picture("panel-child");
    panel.getByText("another job").click();
    assertThat(panel.locator(".head")).containsText(job.toString());
    page.keyboard().press("Escape");
    assertThat(panel).isHidden();
    assertThat(page.locator("#jobs .row")).hasCount(1);
    picture("panel-list");
  }

  @Test
  void aBlockedJobNamesTheJobsThatItWaitsFor() throws Exception {
    UUID first = submit("{}", 0);
    UUID second =
        queue.submit(
            JobSubmission.of("first", JobKind.MIL_TRAINING, "{}").withDependsOn(Set.of(first)));

    Locator panel = show(second);

    assertThat(panel.locator(".standing")).containsText("Waits for the job that it depends on");
    picture("panel-blocked");
    panel.locator(".standing a").click();
    assertThat(panel.locator(".head")).containsText(first.toString());
    page.goBack();
    assertThat(panel.locator(".head")).containsText(second.toString());
    queue.fail(claim(), UNREADABLE, false);
    assertThat(panel.locator(".head .state")).hasText("failed");
    assertThat(panel.locator(".standing")).containsText("Show that job.");
  }

  @Test
  void aReloadedPageStillWorksForItsCallerUntilTheCallerSignsOut() throws Exception {
    UUID job = submit("{}", 0);
    show(job).getByLabel("Close").click();
    assertThat(page).hasURL(server.uri("/page/index.html#jobs").toString());
    page.reload();

    assertThat(page.locator("#caller")).hasText("first in first");
    assertThat(page.getByLabel("API key")).isHidden();
    page.locator("#job-" + job).getByText("Cancel").click();
    assertThat(page.locator("#job-" + job + " .state")).hasText("cancelled");
    page.getByText("Sign out").click();
    assertThat(page.getByLabel("API key")).isVisible();
    assertThat(page.locator("#job-" + job)).hasCount(0);
  }

  private UUID submit(String request, int priority) {
    return queue.submit(
        JobSubmission.of("first", JobKind.FINE_TUNING, request).withPriority(priority));
  }

  private JobLease claim() {
    return server.claim(JobKind.FINE_TUNING);
  }

  private Locator show(UUID job) {
    page.navigate(server.uri("/page/index.html").toString());
    page.getByLabel("API key").fill(GatewayServer.KEY);
    page.getByText("Open", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("#job-" + job)).isVisible();
    page.locator("#job-" + job + " h3 a").click();
    Locator panel = page.locator("#panel");
    assertThat(panel).isVisible();
    return panel;
  }

  private static Route.FulfillOptions json(String body) {
    return new Route.FulfillOptions().setContentType("application/json").setBody(body);
  }

  private void picture(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", name + ".png")));
  }
}
