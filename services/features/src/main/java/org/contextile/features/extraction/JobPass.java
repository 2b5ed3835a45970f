// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
  public void batch(int tiles, Duration spent) {
    job.checkStop();
    report.worked(tiles, spent);
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

  private void advance(int tiles) {
    passed += tiles;
    job.progress(before + passed / passes);
  }
}
