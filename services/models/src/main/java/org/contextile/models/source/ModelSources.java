// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.util.Objects;
import org.contextile.api.model.ModelProvenance;
import org.contextile.api.model.ModelSource;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.MissingObjectException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Brings the files of a model here. */
@Component
public final class ModelSources {
  private final ArtifactStore artifacts;
  private final FolderSource folders;
  private final BucketSource buckets;
  private final HubSource hub;
  private final JsonMapper json;

  ModelSources(
      ArtifactStore artifacts,
      FolderSource folders,
      BucketSource buckets,
      HubSource hub,
      JsonMapper json) {
    this.artifacts = artifacts;
    this.folders = folders;
    this.buckets = buckets;
    this.hub = hub;
    this.json = json;
  }

  /**
   * Downloads or copies what an order names; the caller closes it.
   *
   * @throws ProblemException if it cannot be had
   */
  public SourceFiles fetch(JobContext job, ModelImportOrder order) throws IOException {
    SourceFiles files = bring(job, order);
    return order.config().isEmpty()
        ? files
        : files.withConfig(json.writeValueAsString(order.config()));
  }

  private SourceFiles bring(JobContext job, ModelImportOrder order) throws IOException {
    ModelSource source = order.source();
    if (order.weightsDigest() != null) {
      return uploaded(order.weightsDigest(), order.configDigest());
    }
    return switch (ModelAddress.parse(Objects.requireNonNull(source.getUri()))) {
      case ModelAddress.File file -> folders.fetch(job, file.uri(), source.getFile());
      case ModelAddress.Bucket bucket -> buckets.fetch(job, bucket.uri(), source.getFile());
      case ModelAddress.Repository repository ->
          hub.fetch(job, repository.name(), source.getRevision(), source.getFile());
    };
  }

  private SourceFiles uploaded(String weights, @Nullable String config) throws IOException {
    String text = null;
    if (config != null) {
      try (LocalCopy copy = stored(config)) {
        text = ConfigText.read(copy.path());
      }
    }
    return SourceFiles.stored(
        stored(weights), text, new ModelProvenance("upload:", "upload", weights));
  }

  /** The store does not hold the bytes of a job that waited until somebody deleted them. */
  private LocalCopy stored(String digest) throws IOException {
    try {
      return artifacts.open(digest);
    } catch (MissingObjectException e) {
      throw new ProblemException(
          ProblemType.UNREADABLE_MODEL, "The uploaded file is no longer stored: send it again.");
    }
  }
}
