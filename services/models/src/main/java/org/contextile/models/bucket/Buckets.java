// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.bucket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.contextile.api.problem.ProblemException;
import org.contextile.intake.BucketAddress;
import org.contextile.jobs.worker.JobContext;
import org.contextile.models.download.Tries;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Buckets as they are seen with the server's credentials. Whoever asks has checked that the address
 * is allowed. Failures are typed problems: {@code bucket-unreachable}, {@code bucket-not-found},
 * {@code bucket-forbidden}, {@code bucket-too-large}, {@code bucket-changed} and {@code
 * bucket-digest-mismatch}.
 */
public final class Buckets {
  private static final int PAGES = 5;
  private static final int PAGE = 1000;

  private final S3Properties properties;
  private final S3Connection connection;

  Buckets(S3Properties properties, S3Connection connection) {
    this.properties = properties;
    this.connection = connection;
  }

  /** The object at an address. */
  public Optional<BucketObject> find(JobContext job, BucketAddress address)
      throws InterruptedIOException {
    return head(job, address, false);
  }

  /**
   * The object at an address, if it may be read. To those who may not list a bucket S3 forbids also
   * what is not there.
   */
  public Optional<BucketObject> findReadable(JobContext job, BucketAddress address)
      throws InterruptedIOException {
    return head(job, address, true);
  }

  private Optional<BucketObject> head(JobContext job, BucketAddress address, boolean orForbidden)
      throws InterruptedIOException {
    BucketProblems problems = new BucketProblems(properties, address);
    S3Client client = connection.client(problems);
    return ask(
        job,
        tries(job, problems),
        problems,
        () -> {
          try {
            HeadObjectResponse found =
                client.headObject(it -> it.bucket(address.bucket()).key(address.key()));
            return Optional.of(new BucketObject(address, found.contentLength(), found.eTag()));
          } catch (AwsServiceException e) {
            if (e.statusCode() == 404 || (orForbidden && e.statusCode() == 403)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /**
   * The objects right in a folder.
   *
   * @throws ProblemException {@code bucket-not-found} if there is none, nor one in a folder below
   */
  public List<BucketObject> list(JobContext job, BucketAddress folder)
      throws InterruptedIOException {
    BucketProblems problems = new BucketProblems(properties, folder);
    S3Client client = connection.client(problems);
    Tries tries = tries(job, problems);
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(folder.bucket())
            .prefix(folder.key())
            .delimiter("/")
            .maxKeys(PAGE)
            .build();
    List<BucketObject> objects = new ArrayList<>();
    boolean folders = false;
    for (int page = 0; page < PAGES; page++) {
      ListObjectsV2Request asked = request;
      ListObjectsV2Response answer = ask(job, tries, problems, () -> client.listObjectsV2(asked));
      answer.contents().stream()
          .filter(it -> isRightIn(folder, it.key()))
          .map(
              it ->
                  new BucketObject(
                      new BucketAddress(folder.bucket(), it.key()), it.size(), it.eTag()))
          .forEach(objects::add);
      folders = folders || answer.hasCommonPrefixes();
      if (!Boolean.TRUE.equals(answer.isTruncated())) {
        if (objects.isEmpty() && !folders) {
          throw problems.notFound(
              "There is nothing at %s in %s.".formatted(folder, properties.server()));
        }
        return objects;
      }
      request = request.toBuilder().continuationToken(answer.nextContinuationToken()).build();
    }
    throw problems.tooMany(PAGES * PAGE);
  }

  /** Some stores list more than was asked for, and the folder itself. */
  private static boolean isRightIn(BucketAddress folder, String key) {
    int start = folder.key().length();
    return key.startsWith(folder.key()) && key.length() > start && key.indexOf('/', start) < 0;
  }

  /**
   * Downloads an object as it was found.
   *
   * @param target a file that is not there yet, in a folder of the job's own
   * @return the file's SHA-256, in hexadecimal
   * @throws IOException if the file cannot be stored
   */
  public String download(JobContext job, BucketObject object, Path target) throws IOException {
    BucketProblems problems = new BucketProblems(properties, object.address());
    if (object.sizeBytes() > properties.maxSize().toBytes()) {
      throw problems.tooLarge(object.sizeBytes());
    }
    return new BucketDownload(
            job, connection.client(problems), object, problems, tries(job, problems))
        .into(target);
  }

  private Tries tries(JobContext job, BucketProblems problems) {
    return new Tries(
        properties.attempts(),
        properties.backoff(),
        job::log,
        job::checkStop,
        problems::unreachable);
  }

  private static <T> T ask(
      JobContext job, Tries tries, BucketProblems problems, Supplier<T> request)
      throws InterruptedIOException {
    while (true) {
      job.checkStop();
      try {
        return request.get();
      } catch (SdkException e) {
        tries.failed(problems.passing(e), Duration.ZERO);
      }
    }
  }
}
