// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How smoothly a page scrolls, by the browser's own trace.
 *
 * @param framesPerSecond how many frames the page was given, each of which it scrolled in
 * @param p95FrameMs 19 of 20 frames came no later than this after the one before
 * @param longTasks tasks of the page's thread that took longer than a frame has, 16.7 ms
 * @param worstTaskMs the longest of all
 * @param elements how many elements the document had at the end
 */
record Scroll(
    double framesPerSecond, double p95FrameMs, int longTasks, double worstTaskMs, int elements) {
  private static final double FRAME_MS = 1000.0 / 60;

  private static final String SCROLL =
      """
      seconds => new Promise(done => {
        const frames = [];
        let last;
        const step = now => {
          if (last !== undefined) {
            frames.push(now - last);
          }
          last = now;
          scrollBy(0, 50);
          if (frames.reduce((sum, frame) => sum + frame, 0) < seconds * 1000) {
            requestAnimationFrame(step);
          } else {
            done(frames);
          }
        };
        requestAnimationFrame(step);
      })
      """;

  /** Scrolls a page for some seconds, 50 px a frame. */
  @SuppressWarnings("unchecked")
  static Scroll of(Browser browser, Page page, int seconds) {
    browser.startTracing(
        page, new Browser.StartTracingOptions().setCategories(List.of("toplevel", "__metadata")));
    List<Number> frames = (List<Number>) page.evaluate(SCROLL, seconds);
    JsonNode trace = JsonMapper.shared().readTree(browser.stopTracing()).get("traceEvents");
    double[] sorted = frames.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    double[] tasks = tasks(trace);
    return new Scroll(
        sorted.length * 1000 / Arrays.stream(sorted).sum(),
        sorted[sorted.length * 19 / 20],
        (int) Arrays.stream(tasks).filter(it -> it > FRAME_MS).count(),
        Arrays.stream(tasks).max().orElse(0),
        (int) page.evaluate("() => document.querySelectorAll('*').length"));
  }

  /** The milliseconds of each task of the renderers' main threads. */
  private static double[] tasks(JsonNode trace) {
    List<String> threads =
        trace
            .valueStream()
            .filter(it -> it.path("name").asString("").equals("thread_name"))
            .filter(it -> it.at("/args/name").asString("").equals("CrRendererMain"))
            .map(Scroll::thread)
            .toList();
    return trace
        .valueStream()
        .filter(it -> it.path("dur").isNumber() && threads.contains(thread(it)))
        .mapToDouble(it -> it.get("dur").asDouble() / 1000)
        .toArray();
  }

  private static String thread(JsonNode event) {
    return event.path("pid").asInt() + "/" + event.path("tid").asInt();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.1f frames per second, p95 %.1f ms; %d tasks over 16.7 ms, the longest %.1f ms; %d elements",
        framesPerSecond,
        p95FrameMs,
        longTasks,
        worstTaskMs,
        elements);
  }
}
