// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contextile.api.model.ModelProvenance;
import org.contextile.api.problem.ProblemException;
import org.contextile.intake.AllowedBuckets;
import org.contextile.intake.BucketAddress;
import org.contextile.jobs.worker.JobContext;
import org.contextile.models.bucket.BucketObject;
import org.contextile.models.bucket.Buckets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Models in allowed buckets. */
@Component
final class BucketSource {
  private static final String POINTER = "/source/uri";

  private final AllowedBuckets allowed;
  private final Buckets buckets;

  BucketSource(AllowedBuckets allowed, Buckets buckets) {
    this.allowed = allowed;
    this.buckets = buckets;
  }

  /**
   * Says whether an address may be asked for, before a job is made of it. The bucket is not asked:
   * it may take its time.
   *
   * @throws ProblemException {@code invalid-request} or {@code unsafe-name}
   */
  void check(String uri) {
    var _ = allowed.resolve(uri, POINTER);
  }

  /** Downloads a model's files. */
  SourceFiles fetch(JobContext job, String uri, @Nullable String asked) throws IOException {
    BucketAddress place = allowed.resolve(uri, POINTER);
    job.phase("asking the bucket", 0, "");
    Optional<BucketObject> object = place.isFolder() ? Optional.empty() : buckets.find(job, place);
    if (object.isEmpty()) {
      return ofFolder(job, place.asFolder(), uri, asked);
    }
    if (asked != null) {
      throw ModelRequests.invalid(
          "There is no folder there that could hold " + asked + ".", "/source/file");
    }
    return download(
        job, uri, object.get(), name -> text(job, buckets.findReadable(job, place.sibling(name))));
  }

  private SourceFiles ofFolder(
      JobContext job, BucketAddress folder, String uri, @Nullable String asked) throws IOException {
    List<BucketObject> objects = buckets.list(job, folder);
    List<String> names = objects.stream().map(it -> it.address().name()).sorted().toList();
    String weights = WeightsChoice.of(names, asked, "The folder " + folder);
    return download(
        job, uri, find(objects, weights).orElseThrow(), name -> text(job, find(objects, name)));
  }

  private SourceFiles download(
      JobContext job, String uri, BucketObject weights, ModelText.Beside beside)
      throws IOException {
    job.log("%s, ETag %s".formatted(weights.address(), weights.etag()));
    String text = ModelText.of(beside);
    Path file = job.scratch().resolve("weights");
    String digest = buckets.download(job, weights, file);
    return new SourceFiles(
        file, text, new ModelProvenance(uri, weights.address().name(), digest), null);
  }

  private Optional<String> text(JobContext job, Optional<BucketObject> object) throws IOException {
    if (object.isEmpty()) {
      return Optional.empty();
    }
    if (object.get().sizeBytes() > ConfigText.MAX_BYTES) {
      throw ConfigText.tooLarge();
    }
    Path file = job.scratch().resolve(object.get().address().name());
    buckets.download(job, object.get(), file);
    return Optional.of(ConfigText.read(file));
  }

  private static Optional<BucketObject> find(List<BucketObject> objects, String name) {
    return objects.stream().filter(it -> it.address().name().equals(name)).findFirst();
  }
}
