// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobKind;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.MissingObjectException;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.AnisotropicMppException;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.springframework.stereotype.Component;

/**
 * Opens a slide that came in, measures it, and publishes its row with its first tiling. A slide
 * that cannot be used leaves nothing behind.
 */
@Component
final class IngestHandler implements JobHandler {
  private static final String MEDIA_TYPE = "application/octet-stream";

  private final ArtifactStore artifacts;
  private final SlideFiles files;
  private final SlideSurvey survey;

  IngestHandler(ArtifactStore artifacts, SlideFiles files, SlideSurvey survey) {
    this.artifacts = artifacts;
    this.files = files;
    this.survey = survey;
  }

  @Override
  public JobKind kind() {
    return JobKind.INGEST;
  }

  @Override
  public JobResult run(JobContext job) throws IOException {
    IngestRequest request = job.request(IngestRequest.class);
    ArtifactHold hold = artifacts.hold();
    boolean measured = false;
    try {
      JobResult outcome = survey(job, request, hold);
      measured = true;
      return outcome;
    } finally {
      if (!measured) {
        hold.release();
      }
    }
  }

  private JobResult survey(JobContext job, IngestRequest request, ArtifactHold hold)
      throws IOException {
    String digest = arrive(job, request, hold);
    try (LocalCopy copy = stored(request, digest)) {
      return survey(job, request, digest, copy.path(), hold);
    }
  }

  private JobResult survey(
      JobContext job, IngestRequest request, String digest, Path file, ArtifactHold hold)
      throws IOException {
    job.phase("opening", 0, "");
    try (Slide slide =
        SlideFormats.open(file, Optional.ofNullable(request.mppOverride()).map(Mpp::override))) {
      slide.verify();
      var _ = slide.requireMpp();
      return survey.survey(job, request, digest, slide, hold);
    } catch (AnisotropicMppException e) {
      throw new ProblemException(
          ProblemType.ANISOTROPIC_PIXELS
              .with(
                  detail(request, file, e)
                      + ": resample the slide, or if its file is wrong, give mppOverride, in"
                      + " micrometres per pixel.")
              .at("/mppOverride"),
          e);
    } catch (MissingMppException e) {
      throw new ProblemException(
          ProblemType.MISSING_MPP
              .with(
                  request.name()
                      + " does not say how large its pixels are: give mppOverride, in micrometres"
                      + " per pixel.")
              .at("/mppOverride"),
          e);
    } catch (UnreadableSlideException | UnreadableRegionException e) {
      throw new ProblemException(ProblemType.UNREADABLE_SLIDE.with(detail(request, file, e)), e);
    }
  }

  private String arrive(JobContext job, IngestRequest request, ArtifactHold hold)
      throws IOException {
    if (request.digest() != null) {
      return request.digest();
    }
    // The folders may have changed since the request was checked.
    Path file = files.find(String.valueOf(request.uri()));
    job.phase("copying", Files.size(file), "bytes");
    return hold.put(file, MEDIA_TYPE).digest();
  }

  /** The store does not hold the bytes of a job that waited until somebody deleted them. */
  private LocalCopy stored(IngestRequest request, String digest) throws IOException {
    try {
      return artifacts.open(digest);
    } catch (MissingObjectException e) {
      throw new ProblemException(
          ProblemType.UNREADABLE_SLIDE.with(
              "The file of " + request.name() + " is no longer stored: send it again."),
          e);
    }
  }

  /** The reader knows the file by its path in the store; its user, by its name. */
  private static String detail(IngestRequest request, Path file, Exception cause) {
    return String.valueOf(cause.getMessage())
        .replace(file.toString(), request.name())
        .replace(String.valueOf(file.getFileName()), request.name());
  }
}
