// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.jobs.testing.RunningService;
import org.contextile.jobs.testing.TableLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stays of slides that did not come in. */
final class FailedIngestIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private final IngestService service = IngestService.SHARED;

  @ParameterizedTest
  @ValueSource(strings = {"slides/small_dicom.dcm", "text", "cut", "empty"})
  void leavesNothingOfAFileThatIsNoSlide(String what) throws Exception {
    Path file =
        switch (what) {
          case "text" ->
              Files.writeString(running.folder().resolve("text.svs"), "no slide at all\n");
          case "empty" -> Files.write(running.folder().resolve("empty.svs"), new byte[0]);
          case "cut" -> cutShort(TestSlides.path(TestSlides.CMU_SMALL));
          default -> TestSlides.path(what);
        };
    List<Path> before = service.storedFiles();
    long artifacts = service.rows("artifact");

    JobView job = service.upload(file, null, 0.5);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson())
        .contains(String.valueOf(file.getFileName()))
        .doesNotContain("artifacts");
    assertThat(job.errorJson())
        .contains("/problems/unreadable-slide")
        .contains(String.valueOf(file.getFileName()));
    assertThat(job.failures()).isEqualTo(1);
    service.awaitStored(before);
    await().until(() -> service.rows("artifact") == artifacts);
    assertThat(service.rows("job_input")).isZero();
  }

  @Test
  void keepsBytesThatASlideHasWhenTheSameBytesFailAgain() throws Exception {
    Path file = TestSlides.path(TestSlides.TCGA);
    JobView good = service.upload(file, null, 0.25);
    JobView bad = service.upload(file, null, null);

    assertThat(bad.state()).isEqualTo(JobState.FAILED);
    var slide = service.slideOf(good);
    assertThat(
            service.get("/v1/slides/" + slide.getId() + "/deepzoom_files/9/0_0.jpeg").statusCode())
        .isEqualTo(200);
  }

  @Test
  void leavesNothingOfABadFileFromAnAllowedFolder() throws Exception {
    Path file = Files.writeString(service.root().resolve("bad.svs"), "nothing");
    List<Path> before = service.storedFiles();

    JobView job = service.importFrom(file.toUri().toString());

    assertThat(job.errorJson()).contains("/problems/unreadable-slide");
    service.awaitStored(before);
    assertThat(file).exists();
  }

  @Test
  void leavesNothingOfASlideWhoseJobIsCancelled() throws Exception {
    Path file = IngestService.render(service.root().resolve("cancelled.tiff"), 5);
    List<Path> before = service.storedFiles();
    long artifacts = service.rows("artifact");

    UUID job;
    // Nothing can be stored, so that the job is cancelled while it copies the file.
    try (TableLock _ = TableLock.hold(running.database(), "artifact")) {
      job = service.submit(file.toUri().toString());
      await().until(() -> running.job(job).state() == JobState.RUNNING);
      assertThat(running.bean(JobQueue.class).cancel(RunningService.WORKSPACE, job))
          .isEqualTo(new JobControl.Accepted(JobState.CANCELLING));
    }

    assertThat(running.ended(job).state()).isEqualTo(JobState.CANCELLED);
    service.awaitStored(before);
    await().until(() -> service.rows("artifact") == artifacts);
  }

  @Test
  void anUploadWhoseJobWasCancelledCanBeTriedAgain() throws Exception {
    Path file = IngestService.render(running.folder().resolve("again.tiff"), 7);

    TableLock unclaimed = TableLock.hold(running.database(), "job_lease");
    UUID job = service.submitUpload(file, null, 0.5);
    // Nothing more can be stored, so that the job is cancelled while it measures the slide.
    try (TableLock _ = TableLock.hold(running.database(), "artifact")) {
      unclaimed.close();
      await().until(() -> running.job(job).state() == JobState.RUNNING);
      assertThat(running.bean(JobQueue.class).cancel(RunningService.WORKSPACE, job))
          .isEqualTo(new JobControl.Accepted(JobState.CANCELLING));
    }
    assertThat(running.ended(job).state()).isEqualTo(JobState.CANCELLED);

    assertThat(running.bean(JobQueue.class).retry(RunningService.WORKSPACE, job))
        .isEqualTo(new JobControl.Accepted(JobState.QUEUED));
    assertThat(running.ended(job).state()).isEqualTo(JobState.SUCCEEDED);
  }

  private Path cutShort(Path whole) throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    return Files.write(running.folder().resolve("cut.svs"), Arrays.copyOf(bytes, bytes.length / 2));
  }
}
