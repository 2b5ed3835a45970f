// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.SlideImport;
import org.contextile.api.model.TilingSpec;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.intake.Uploads;
import org.contextile.web.http.CurrentRequestKey;
import org.contextile.web.request.RequestJson;
import org.contextile.web.trace.CurrentTrace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Takes slides in: their bytes go to the artifact store, and a job is queued to measure them. */
@Component
public final class SlideArrivals {
  private static final String MEDIA_TYPE = "application/octet-stream";

  private final ArtifactStore artifacts;
  private final Uploads uploads;
  private final SlideFiles files;
  private final BucketSlides buckets;
  private final JobQueue queue;
  private final CurrentRequestKey key;
  private final CurrentTrace trace;
  private final JsonMapper json;
  private final RequestJson requests;

  SlideArrivals(
      ArtifactStore artifacts,
      Uploads uploads,
      SlideFiles files,
      BucketSlides buckets,
      JobQueue queue,
      CurrentRequestKey key,
      CurrentTrace trace,
      JsonMapper json,
      RequestJson requests) {
    this.artifacts = artifacts;
    this.uploads = uploads;
    this.files = files;
    this.buckets = buckets;
    this.queue = queue;
    this.key = key;
    this.trace = trace;
    this.json = json;
    this.requests = requests;
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
    String slideName =
        SlideName.of(name, fileName == null ? null : UploadedFiles.withoutZip(fileName));
    @Nullable TilingSpec spec =
        tiling == null
            ? null
            : TilingSpecs.complete(requests.read(tiling, TilingSpec.class, "tiling"));
    ArtifactHold hold = artifacts.hold();
    try {
      StoredFile file = new StoredFile(UploadedFiles.plainName(fileName), store(bytes, hold));
      return submit(workspace, IngestRequest.of(slideName, List.of(file), mppOverride, spec));
    } finally {
      // From here on they are the job's, if there is one.
      hold.release();
    }
  }

  /**
   * Takes finished uploads, or what lies under an allowed root or in an allowed bucket.
   *
   * @return the queued job
   */
  public UUID take(String workspace, SlideImport request) {
    TilingSpec asked = request.getTiling();
    @Nullable TilingSpec spec = asked == null ? null : TilingSpecs.complete(asked);
    List<UUID> several = request.getUploads();
    int ways =
        (request.getUpload() == null ? 0 : 1)
            + (several.isEmpty() ? 0 : 1)
            + (request.getUri() == null ? 0 : 1);
    if (ways != 1) {
      throw invalid("Give one of upload, uploads and uri.", "");
    }
    if (request.getUri() == null) {
      return takeUploads(workspace, request, spec);
    }
    String uri = request.getUri();
    String fileName =
        UploadedFiles.withoutZip(
            BucketSlides.isAddress(uri)
                ? buckets.name(uri)
                : String.valueOf(files.find(uri).getFileName()));
    String name = SlideName.of(request.getName(), fileName);
    return submit(workspace, new IngestRequest(name, null, uri, request.getMppOverride(), spec));
  }

  private UUID takeUploads(String workspace, SlideImport request, @Nullable TilingSpec spec) {
    UploadedFiles found =
        request.getUpload() == null
            ? UploadedFiles.several(uploads, request.getUploads(), workspace)
            : UploadedFiles.one(uploads, request.getUpload(), workspace);
    String name = SlideName.of(request.getName(), found.slideName());
    ArtifactHold hold = artifacts.hold();
    try {
      Map<Uploads.Finished, String> stored = new LinkedHashMap<>();
      List<StoredFile> named = new ArrayList<>();
      found
          .names()
          .forEach(
              (upload, path) -> {
                String digest = uploads.store(upload, hold);
                stored.put(upload, digest);
                named.add(new StoredFile(path, digest));
              });
      return uploads.hand(
          stored,
          () -> submit(workspace, IngestRequest.of(name, named, request.getMppOverride(), spec)));
    } finally {
      // From here on they are the job's, if there is one.
      hold.release();
    }
  }

  private static String store(InputStreamSource bytes, ArtifactHold hold) {
    try (InputStream in = bytes.getInputStream()) {
      return hold.put(in, MEDIA_TYPE).digest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UUID submit(String workspace, IngestRequest request) {
    return queue.submit(
        JobSubmission.of(workspace, JobKind.INGEST, json.writeValueAsString(request))
            .withInputDigests(request.digests())
            .withKey(key.get())
            .withTrace(trace.parent()));
  }

  private static ProblemException invalid(String detail, String pointer) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at(pointer));
  }
}
