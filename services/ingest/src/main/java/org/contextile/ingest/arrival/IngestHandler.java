// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobKind;
import org.contextile.intake.Uploads;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.MissingObjectException;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.plausibility.LevelContents;
import org.contextile.library.wsi.slide.AnisotropicMppException;
import org.contextile.library.wsi.slide.ContradictoryMppException;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;
import org.contextile.library.wsi.tiff.SubIfdLevels;
import org.springframework.stereotype.Component;

/**
 * Opens a slide that came in, measures it, and publishes its row with its first tiling. A slide
 * that cannot be used leaves nothing behind.
 */
@Component
final class IngestHandler implements JobHandler {
  private static final String GIVE_MPP = ": give mppOverride, in micrometres per pixel.";

  private final ArtifactStore artifacts;
  private final SlideStorage storage;
  private final SlideSurvey survey;
  private final Uploads uploads;

  IngestHandler(
      ArtifactStore artifacts, SlideStorage storage, SlideSurvey survey, Uploads uploads) {
    this.artifacts = artifacts;
    this.storage = storage;
    this.survey = survey;
    this.uploads = uploads;
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
    StoredSlide stored = store(job, request, hold);
    String main = stored.mainFile();
    try (LocalCopy copy =
        main == null ? artifacts.open(stored.digest()) : artifacts.open(stored.digest(), main)) {
      JobResult measured =
          refusing(
              job,
              message -> nameless(message, request, copy.path()),
              () -> survey(job, request, stored, copy.path(), hold));
      return new JobResult(
          () -> {
            Map<String, Object> result = measured.publish().get();
            uploads.use(job.id());
            return result;
          });
    }
  }

  private JobResult survey(
      JobContext job, IngestRequest request, StoredSlide stored, Path file, ArtifactHold hold)
      throws IOException {
    job.phase("opening", 0, "");
    try (Slide slide =
        SlideFormats.open(file, Optional.ofNullable(request.mppOverride()).map(Mpp::override))) {
      slide.verify();
      var _ = slide.requireMpp();
      StoredSlide noted = stored.noting(SubIfdLevels.unseen(file, slide.levels()));
      return survey.survey(job, request, noted, LevelContents.sound(slide), hold);
    }
  }

  /** The store does not hold the bytes of a job that waited until somebody deleted them. */
  private StoredSlide store(JobContext job, IngestRequest request, ArtifactHold hold)
      throws IOException {
    try {
      return refusing(
          job,
          message -> message.startsWith(request.name()) ? message : request.name() + ": " + message,
          () -> storage.store(job, request, hold));
    } catch (MissingObjectException e) {
      throw new ProblemException(
          ProblemType.UNREADABLE_SLIDE.with(
              "The file of " + request.name() + " is no longer stored: send it again."),
          e);
    }
  }

  @FunctionalInterface
  private interface Step<T> {
    T take() throws IOException;
  }

  /** What a slide is refused for, as its problem. */
  private <T> T refusing(JobContext job, UnaryOperator<String> words, Step<T> step)
      throws IOException {
    try {
      return step.take();
    } catch (AnisotropicMppException e) {
      throw new ProblemException(
          ProblemType.ANISOTROPIC_PIXELS
              .with(
                  words.apply(e.getMessage())
                      + ": resample the slide, or if its file is wrong, give mppOverride, in"
                      + " micrometres per pixel."
                      + again(job))
              .at("/mppOverride"),
          e);
    } catch (ContradictoryMppException e) {
      throw new ProblemException(
          ProblemType.CONTRADICTORY_MPP
              .with(words.apply(e.getMessage()) + GIVE_MPP + again(job))
              .at("/mppOverride"),
          e);
    } catch (MissingMppException e) {
      throw new ProblemException(
          ProblemType.MISSING_MPP
              .with(words.apply(e.getMessage()) + GIVE_MPP + again(job))
              .at("/mppOverride"),
          e);
    } catch (UnsupportedPixelsException e) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_PIXELS.with(words.apply(e.getMessage()) + "."), e);
    } catch (UnreadableSlideException | UnreadableRegionException e) {
      throw new ProblemException(ProblemType.UNREADABLE_SLIDE.with(words.apply(e.getMessage())), e);
    }
  }

  /** That what took hours to send need not be sent again. */
  private String again(JobContext job) {
    List<UUID> kept = uploads.of(job.id());
    return kept.isEmpty()
        ? ""
        : kept.size() == 1
            ? " The upload " + kept.getFirst() + " is kept: name it again with it."
            : " The uploads are kept: name them again with it.";
  }

  /** The reader knows the file by its path in the store; its user, by its name. */
  private static String nameless(String message, IngestRequest request, Path file) {
    return message
        .replace(file.toString(), request.name())
        .replace(file.resolveSibling("") + File.separator, "")
        .replace(String.valueOf(file.getFileName()), request.name());
  }
}
