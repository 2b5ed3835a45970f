// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.TilingSpec;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.intake.Uploads;
import org.contextile.web.http.CurrentRequestKey;
import org.contextile.web.trace.CurrentTrace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes slides in: their bytes go to the artifact store, and a job is queued to measure them. */
@Component
public final class SlideArrivals {
  private static final String MEDIA_TYPE = "application/octet-stream";

  private final ArtifactStore artifacts;
  private final Uploads uploads;
  private final SlideFiles files;
  private final JobQueue queue;
  private final CurrentRequestKey key;
  private final CurrentTrace trace;
  private final JsonMapper json;
  private final Validator validator;

  SlideArrivals(
      ArtifactStore artifacts,
      Uploads uploads,
      SlideFiles files,
      JobQueue queue,
      CurrentRequestKey key,
      CurrentTrace trace,
      JsonMapper json,
      Validator validator) {
    this.artifacts = artifacts;
    this.uploads = uploads;
    this.files = files;
    this.queue = queue;
    this.key = key;
    this.trace = trace;
    this.json = json;
    this.validator = validator;
  }

  /**
   * Takes a file that came with the request.
   *
   * @param tiling a {@code TilingSpec} as JSON text
   * @return the queued job
   */
  public UUID take(
      String workspace,
      InputStreamSource bytes,
      @Nullable String fileName,
      @Nullable String name,
      @Nullable Double mppOverride,
      @Nullable String tiling) {
    String slideName = SlideName.of(name, fileName);
    TilingSpec spec = TilingSpecs.complete(tiling == null ? null : parse(tiling));
    return submitBytes(workspace, bytes, slideName, mppOverride, spec);
  }

  /**
   * Takes a finished upload, or a file under an allowed root.
   *
   * @return the queued job
   */
  public UUID take(String workspace, SlideImport request) {
    TilingSpec spec = TilingSpecs.complete(request.getTiling());
    if ((request.getUpload() == null) == (request.getUri() == null)) {
      throw invalid("Give either upload or uri.", "");
    }
    if (request.getUpload() != null) {
      Uploads.Finished upload = uploads.find(request.getUpload(), workspace, "/upload");
      String name = SlideName.of(request.getName(), upload.fileName());
      UUID job =
          submitBytes(workspace, () -> uploads.open(upload), name, request.getMppOverride(), spec);
      uploads.remove(upload);
      return job;
    }
    String uri = Objects.requireNonNull(request.getUri());
    String fileName = Objects.requireNonNull(files.find(uri).getFileName()).toString();
    String name = SlideName.of(request.getName(), fileName);
    return submit(
        workspace, new IngestRequest(name, null, uri, request.getMppOverride(), spec), List.of());
  }

  private UUID submitBytes(
      String workspace,
      InputStreamSource bytes,
      String name,
      @Nullable Double mppOverride,
      TilingSpec tiling) {
    ArtifactHold hold = artifacts.hold();
    try {
      Artifact stored = store(bytes, hold);
      return submit(
          workspace,
          new IngestRequest(name, stored.digest(), null, mppOverride, tiling),
          List.of(stored.digest()));
    } finally {
      // From here on they are the job's, if there is one.
      hold.release();
    }
  }

  private static Artifact store(InputStreamSource bytes, ArtifactHold hold) {
    try (InputStream in = bytes.getInputStream()) {
      return hold.put(in, MEDIA_TYPE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UUID submit(String workspace, IngestRequest request, List<String> inputs) {
    return queue.submit(
        JobSubmission.of(workspace, JobKind.INGEST, json.writeValueAsString(request))
            .withInputDigests(inputs)
            .withKey(key.get())
            .withTrace(trace.parent()));
  }

  private TilingSpec parse(String text) {
    TilingSpec tiling;
    try {
      tiling = json.readValue(text, TilingSpec.class);
    } catch (JacksonException e) {
      throw invalid("tiling is not a TilingSpec as JSON.", "/tiling");
    }
    for (ConstraintViolation<TilingSpec> violation : validator.validate(tiling)) {
      String field = violation.getPropertyPath().toString();
      throw invalid(field + " " + violation.getMessage(), "/tiling/" + field);
    }
    return tiling;
  }

  private static ProblemException invalid(String detail, String pointer) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at(pointer));
  }
}
