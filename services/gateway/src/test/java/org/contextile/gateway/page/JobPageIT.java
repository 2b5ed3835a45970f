// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.job.ChildJob;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.NewJobEvent;
import org.contextile.gateway.GatewayServer;
import org.contextile.jobs.testing.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/** A look at jobs as they are on their pages, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobPageIT {
  private static final String UNREADABLE =
      "{\"type\":\"/problems/unreadable-slide\",\"title\":\"Unreadable slide\",\"status\":422,\"detail\":\"The file ends early\"}";

  private final List<String> faults = new ArrayList<>();
  private GatewayServer server;
  private JobQueue queue;
  private Chromium chromium;
  private Page page;

  @BeforeAll
  void start() {
    chromium = Chromium.start();
    server = GatewayServer.start();
    queue = server.bean(JobQueue.class);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      chromium.close();
      server.close();
    }
  }

  @BeforeEach
  void open() {
    server.forgetJobs();
    faults.clear();
    page = chromium.browser().newPage(new Browser.NewPageOptions().setViewportSize(1280, 1000));
    // Who answers these in production are the other services.
    page.route(
        Pattern.compile("/v1/(slides|uploads|predictions|classifiers|models)\\?"),
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

    show(job);

    assertThat(page.locator("h1")).hasText("Fine-tune a model: tuned on lung");
    assertThat(page.locator(".progress")).containsText("training: 160 of 400 steps");
    assertThat(page.locator(".progress")).containsText("left");
    assertThat(page.locator(".curves svg")).hasCount(2);
    assertThat(page.locator(".log")).containsText("Resumed at step 120");
    assertThat(page.locator(".attempts > li")).hasCount(2);
    assertThat(page.locator(".attempts")).containsText("The file ends early");

    queue.progress(lease, new JobProgress("training", 300, 400, "steps"));
    queue.append(lease, List.of(NewJobEvent.log("Nearly there")));
    assertThat(page.locator(".progress")).containsText("300 of 400");
    assertThat(page.locator(".log p")).hasCount(2);
    button("Cancel").click();
    assertThat(state()).hasText("Being cancelled");
    queue.cancelled(lease);
    assertThat(state()).hasText("Cancelled");
    button("Retry").click();
    assertThat(page.locator(".progress")).containsText("Waits for");
    assertThat(page.locator(".log p")).hasCount(2);
  }

  @Test
  void aRetryIsOfferedOnlyWhereItCanHelp() throws Exception {
    UUID broken = submit("{}", 0);
    queue.fail(claim(), error(ProblemType.UNREADABLE_SLIDE, "It ends early."), false);
    show(broken);
    assertThat(state()).hasText("Failed");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("It ends early.");
    assertThat(button("Retry")).hasCount(0);

    UUID unlucky = submit("{}", 0);
    queue.fail(claim(), error(ProblemType.INSUFFICIENT_STORAGE, "No room."), false);
    go(unlucky);
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("No room.");
    assertThat(button("Retry")).hasCount(1);
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

    show(job);

    assertThat(page.locator(".progress").first()).containsText("120 of 12,000 tiles");
    assertThat(page.locator("h2").filter(having("parts"))).hasText("Its 24 parts, 0 done");
    Locator lostChild = page.locator(".rows .job").filter(having("Failed"));
    assertThat(lostChild).containsText("The file ends early");
    queue.progress(running, new JobProgress("tiles", 320, 500, "tiles"));
    assertThat(page.locator(".progress").first()).containsText("320 of 12,000 tiles");

    lostChild.locator("a").first().click();
    assertThat(page).hasURL(Pattern.compile("#/jobs/" + lost.jobId()));
    assertThat(state()).hasText("Failed");
    page.locator(".graph a").first().click();
    assertThat(page).hasURL(Pattern.compile("#/jobs/" + job));
  }

  @Test
  void aBlockedJobNamesTheJobsThatItWaitsFor() throws Exception {
    UUID first = submit("{}", 0);
    UUID second =
        queue.submit(
            JobSubmission.of("first", JobKind.MIL_TRAINING, "{}").withDependsOn(Set.of(first)));

    show(second);

    assertThat(page.locator(".progress")).containsText("Waits for");
    page.locator(".graph a").first().click();
    assertThat(page).hasURL(Pattern.compile("#/jobs/" + first));
    page.goBack();
    assertThat(page).hasURL(Pattern.compile("#/jobs/" + second));
    queue.fail(claim(), UNREADABLE, false);
    assertThat(state()).hasText("Failed");
  }

  @Test
  void aReloadedPageStillWorksForItsCallerUntilTheCallerSignsOut() throws Exception {
    UUID job = submit("{}", 0);
    show(job);
    page.reload();

    assertThat(state()).hasText("Queued");
    button("Cancel").click();
    assertThat(state()).hasText("Cancelled");
    button("Sign out").click();
    assertThat(page.getByLabel("Key of your workspace")).isVisible();
    assertThat(state()).hasCount(0);
  }

  private UUID submit(String request, int priority) {
    return queue.submit(
        JobSubmission.of("first", JobKind.FINE_TUNING, request).withPriority(priority));
  }

  private JobLease claim() {
    return server.claim(JobKind.FINE_TUNING);
  }

  private void show(UUID job) {
    page.navigate(server.uri("/").toString());
    page.getByLabel("Key of your workspace").fill(GatewayServer.KEY);
    button("Sign in").click();
    assertThat(page.locator("h1")).hasText("Slides");
    go(job);
    assertThat(state()).isVisible();
  }

  private void go(UUID job) {
    page.evaluate("id => { location.hash = `/jobs/${id}`; }", job.toString());
  }

  private Locator state() {
    return page.locator(".title .state");
  }

  private Locator button(String name) {
    return page.locator("main, header")
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Route.FulfillOptions json(String body) {
    return new Route.FulfillOptions().setContentType("application/json").setBody(body);
  }
}
