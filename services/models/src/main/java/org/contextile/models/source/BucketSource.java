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
import org.contextile.intake.bucket.BucketObject;
import org.contextile.intake.bucket.BucketPurpose;
import org.contextile.intake.bucket.BucketReader;
import org.contextile.intake.bucket.Buckets;
import org.contextile.jobs.worker.JobContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Models in allowed buckets. */
@Component
final class BucketSource {
  private static final String POINTER = "/source/uri";
  private static final BucketPurpose PURPOSE =
      new BucketPurpose(
          "source.uri",
          "upload the weights and config.json (source.uploadId, source.configUploadId)",
          "the file of weights");

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
    BucketReader bucket = buckets.reader(job, PURPOSE);
    job.phase("asking the bucket", 0, "");
    Optional<BucketObject> object = place.isFolder() ? Optional.empty() : bucket.find(place);
    if (object.isEmpty()) {
      return ofFolder(job, bucket, place.asFolder(), uri, asked);
    }
    if (asked != null) {
      throw ModelRequests.invalid(
          "There is no folder there that could hold " + asked + ".", "/source/file");
    }
    return download(
        job,
        bucket,
        uri,
        object.get(),
        name -> text(job, bucket, bucket.findReadable(place.sibling(name))));
  }

  private static SourceFiles ofFolder(
      JobContext job, BucketReader bucket, BucketAddress folder, String uri, @Nullable String asked)
      throws IOException {
    List<BucketObject> objects = bucket.list(folder);
    List<String> names = objects.stream().map(it -> it.address().name()).sorted().toList();
    String weights = WeightsChoice.of(names, asked, "The folder " + folder);
    return download(
        job,
        bucket,
        uri,
        find(objects, weights).orElseThrow(),
        name -> text(job, bucket, find(objects, name)));
  }

  private static SourceFiles download(
      JobContext job,
      BucketReader bucket,
      String uri,
      BucketObject weights,
      ModelText.Beside beside)
      throws IOException {
    job.log("%s, ETag %s".formatted(weights.address(), weights.etag()));
    String text = ModelText.of(beside);
    Path file = job.scratch().resolve("weights");
    String digest = bucket.download(weights, file);
    return new SourceFiles(
        file, text, new ModelProvenance(uri, weights.address().name(), digest), null);
  }

  private static Optional<String> text(
      JobContext job, BucketReader bucket, Optional<BucketObject> object) throws IOException {
    if (object.isEmpty()) {
      return Optional.empty();
    }
    if (object.get().sizeBytes() > ConfigText.MAX_BYTES) {
      throw ConfigText.tooLarge();
    }
    Path file = job.scratch().resolve(object.get().address().name());
    bucket.download(object.get(), file);
    return Optional.of(ConfigText.read(file));
  }

  private static Optional<BucketObject> find(List<BucketObject> objects, String name) {
    return objects.stream().filter(it -> it.address().name().equals(name)).findFirst();
  }
}
