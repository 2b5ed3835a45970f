// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.LocalCopy;

/** The passes of a job over one slide, told as one. */
final class JobPass implements PassListener {

  private final JobContext job;
  private final ExtractionReport report;
  private final long before;
  private final int passes;
  private long passed;
  private long computed;
  private Duration time = Duration.ZERO;
  private Duration waiting = Duration.ZERO;

  /**
   * @param passes how often each tile will pass
   */
  JobPass(JobContext job, ExtractionReport report, int passes) {
    this.job = job;
    this.report = report;
    this.before = report.tiles();
    this.passes = passes;
  }

  @Override
  public void resumed(int tiles) {
    job.log("goes on after " + tiles + " tiles that an earlier attempt has computed");
    advance(tiles);
  }

  @Override
  public void batch(int tiles, Duration spent, Duration waited) {
    job.checkStop();
    report.worked(tiles, spent);
    computed += tiles;
    time = time.plus(spent);
    waiting = waiting.plus(waited);
    advance(tiles);
  }

  @Override
  public Optional<LocalCopy> checkpoint() throws IOException {
    return job.checkpoint();
  }

  @Override
  public void save(Path file) throws IOException {
    job.saveCheckpoint(file);
  }

  @Override
  public boolean stopping() {
    return job.stopping();
  }

  /** Says how the time went. */
  void ended() {
    if (computed > 0) {
      job.log(
          String.format(
              Locale.ROOT,
              "%d tiles went through the networks in %.1f s, of which they waited %.0f %% for tiles",
              computed,
              time.toMillis() / 1e3,
              100.0 * waiting.toNanos() / Math.max(1, time.toNanos())));
    }
  }

  private void advance(int tiles) {
    passed += tiles;
    job.progress(before + passed / passes);
  }
}
