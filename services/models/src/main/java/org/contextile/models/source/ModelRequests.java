// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.ModelImportRequest;
import org.contextile.api.model.ModelSource;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobSubmission;
import org.contextile.intake.Uploads;
import org.contextile.web.http.CurrentRequestKey;
import org.contextile.web.trace.CurrentTrace;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Checks requests for models from elsewhere and queues them. Uploads become artifacts. */
@Component
public final class ModelRequests {
  private final ArtifactStore artifacts;
  private final Uploads uploads;
  private final FolderSource folders;
  private final BucketSource buckets;
  private final JobQueue queue;
  private final CurrentRequestKey key;
  private final CurrentTrace trace;
  private final JsonMapper json;

  ModelRequests(
      ArtifactStore artifacts,
      Uploads uploads,
      FolderSource folders,
      BucketSource buckets,
      JobQueue queue,
      CurrentRequestKey key,
      CurrentTrace trace,
      JsonMapper json) {
    this.artifacts = artifacts;
    this.uploads = uploads;
    this.folders = folders;
    this.buckets = buckets;
    this.queue = queue;
    this.key = key;
    this.trace = trace;
    this.json = json;
  }

  /**
   * Queues the import of a model.
   *
   * @return the job
   * @throws ProblemException if the request is unclear, or names what is not there
   */
  public UUID submit(String workspace, ModelImportRequest request) {
    check(request.getSource());
    Map<Uploads.Finished, String> taken = new LinkedHashMap<>();
    List<String> stored = new ArrayList<>();
    ArtifactHold hold = artifacts.hold();
    try {
      ModelSource source = request.getSource();
      String weights = store(workspace, source.getUploadId(), "uploadId", taken, stored, hold);
      String config =
          store(workspace, source.getConfigUploadId(), "configUploadId", taken, stored, hold);
      return uploads.hand(taken, () -> submit(workspace, order(request, weights, config), stored));
    } finally {
      // From here on they are the job's, if there is one.
      hold.release();
    }
  }

  static ProblemException invalid(String detail, String pointer) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at(pointer));
  }

  private void check(ModelSource source) {
    String uri = source.getUri();
    if ((source.getUploadId() == null) == (uri == null)) {
      throw invalid("Give either uploadId or uri.", "/source");
    }
    if (source.getConfigUploadId() != null && uri != null) {
      throw invalid("configUploadId goes with uploadId.", "/source/configUploadId");
    }
    ModelAddress address = uri == null ? null : ModelAddress.parse(uri);
    if (source.getRevision() != null && !(address instanceof ModelAddress.Repository)) {
      throw invalid("Only a repository of the Hub has a revision.", "/source/revision");
    }
    if (source.getFile() != null && address == null) {
      throw invalid("An upload is a single file.", "/source/file");
    }
    switch (address) {
      case ModelAddress.File file -> folders.check(file.uri(), source.getFile());
      case ModelAddress.Bucket bucket -> buckets.check(bucket.uri());
      case ModelAddress.Repository _ -> {}
      case null -> {}
    }
  }

  private @Nullable String store(
      String workspace,
      @Nullable UUID upload,
      String field,
      Map<Uploads.Finished, String> taken,
      List<String> stored,
      ArtifactHold hold) {
    if (upload == null) {
      return null;
    }
    Uploads.Finished finished = uploads.find(upload, workspace, "/source/" + field);
    String digest = uploads.store(finished, hold);
    stored.add(digest);
    taken.put(finished, digest);
    return digest;
  }

  private static ModelImportOrder order(
      ModelImportRequest request, @Nullable String weights, @Nullable String config) {
    return new ModelImportOrder(
        request.getName(),
        request.getSource(),
        request.getConfig(),
        request.getInputSizePx(),
        request.getMean(),
        request.getStd(),
        request.getPrefix(),
        weights,
        config);
  }

  private UUID submit(String workspace, ModelImportOrder order, List<String> inputs) {
    return queue.submit(
        JobSubmission.of(workspace, JobKind.MODEL_IMPORT, json.writeValueAsString(order))
            .withInputDigests(inputs)
            .withKey(key.get())
            .withTrace(trace.parent()));
  }
}
