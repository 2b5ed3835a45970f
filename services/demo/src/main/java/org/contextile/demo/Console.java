// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobProgress;

/** Says what happens: a line that moves on a terminal, a line now and then elsewhere. */
final class Console {

  private static final Duration QUIET = Duration.ofSeconds(5);

  private final PrintStream out;
  private final boolean terminal = isTerminal();
  private final long started = System.nanoTime();
  private long said = Long.MIN_VALUE;

  Console(PrintStream out) {
    this.out = out;
  }

  void step(String text) {
    clear();
    out.printf(Locale.ROOT, "[%4.0f s] %s%n", seconds(), text);
    said = System.nanoTime();
  }

  void progress(String what, Job job) {
    JobProgress progress = job.getProgress();
    String text = what + ": " + (progress == null ? job.getState().getValue() : text(progress));
    if (terminal) {
      out.print("\r\033[2K         " + text);
      out.flush();
    } else if (System.nanoTime() - said > QUIET.toNanos()) {
      step(text);
    }
  }

  private static String text(JobProgress progress) {
    Long total = progress.getTotal();
    return total == null || progress.getUnit() == null
        ? progress.getPhase()
        : String.format(
            Locale.ROOT,
            "%s %d of %d %s",
            progress.getPhase(),
            progress.getCompleted(),
            total,
            progress.getUnit());
  }

  void print(String text) {
    clear();
    out.println(text);
  }

  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  // Since JDK 25 there is no console again where input or output is redirected.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  /** Takes away the line that moves. */
  void clear() {
    if (terminal) {
      out.print("\r\033[2K");
    }
  }
}
