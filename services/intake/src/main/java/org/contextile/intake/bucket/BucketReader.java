// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.contextile.api.problem.ProblemException;
import org.contextile.intake.BucketAddress;
import org.contextile.intake.download.NoAnswer;
import org.contextile.intake.download.Tries;
import org.contextile.jobs.worker.JobContext;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Buckets as a job sees them. Whoever asks has checked that the address is allowed. Failures are
 * typed problems: {@code bucket-unreachable}, {@code bucket-not-found}, {@code bucket-forbidden},
 * {@code bucket-too-large}, {@code bucket-changed} and {@code bucket-digest-mismatch}.
 */
public final class BucketReader {
  private final S3Properties properties;
  private final S3Connection connection;
  private final JobContext job;
  private final BucketPurpose purpose;

  BucketReader(
      S3Properties properties, S3Connection connection, JobContext job, BucketPurpose purpose) {
    this.properties = properties;
    this.connection = connection;
    this.job = job;
    this.purpose = purpose;
  }

  /** The object at an address. */
  public Optional<BucketObject> find(BucketAddress address) throws InterruptedIOException {
    return head(address, false);
  }

  /**
   * The object at an address, if it may be read. To those who may not list a bucket S3 forbids also
   * what is not there.
   */
  public Optional<BucketObject> findReadable(BucketAddress address) throws InterruptedIOException {
    return head(address, true);
  }

  /**
   * The objects right in a folder, 5,000 at most.
   *
   * @throws ProblemException {@code bucket-not-found} if there is none, nor one in a folder below
   */
  public List<BucketObject> list(BucketAddress folder) throws InterruptedIOException {
    return listing(folder, false, BucketListing.MOST_BESIDE);
  }

  /**
   * The objects in a folder and in those below it.
   *
   * @throws ProblemException {@code bucket-not-found} if there is none, {@code bucket-too-large} if
   *     there are more
   */
  public List<BucketObject> listAll(BucketAddress folder, int most) throws InterruptedIOException {
    return listing(folder, true, most);
  }

  /** The first bytes of an object; all, if it has no more. */
  public byte[] begin(BucketObject object, int bytes) throws InterruptedIOException {
    BucketProblems problems = problems(object.address());
    S3Client client = connection.client(problems);
    Tries tries = tries(problems);
    if (object.sizeBytes() == 0) {
      return new byte[0];
    }
    while (true) {
      ResponseInputStream<GetObjectResponse> in =
          ask(
              tries,
              problems,
              () ->
                  client.getObject(
                      it ->
                          it.bucket(object.address().bucket())
                              .key(object.address().key())
                              .ifMatch(object.etag())
                              .range("bytes=0-" + (bytes - 1))));
      try {
        return in.readNBytes(bytes);
      } catch (IOException e) {
        tries.failed(NoAnswer.words(e), Duration.ZERO);
      } finally {
        in.abort();
      }
    }
  }

  /**
   * Downloads an object as it was found, as a phase of the job.
   *
   * @param target a file that is not there yet, in a folder of the job's own
   * @return the file's SHA-256, in hexadecimal
   * @throws IOException if the file cannot be stored
   */
  public String download(BucketObject object, Path target) throws IOException {
    job.phase("downloading", object.sizeBytes(), "bytes");
    return download(object, target, job::progress);
  }

  /**
   * Downloads an object as it was found.
   *
   * @param present told how many of its bytes are there
   */
  public String download(BucketObject object, Path target, LongConsumer present)
      throws IOException {
    BucketProblems problems = problems(object.address());
    if (object.sizeBytes() > properties.maxSize().toBytes()) {
      throw problems.tooLarge(object.sizeBytes());
    }
    return new BucketDownload(
            job, connection.client(problems), object, problems, tries(problems), present)
        .into(target);
  }

  private Optional<BucketObject> head(BucketAddress address, boolean orForbidden)
      throws InterruptedIOException {
    BucketProblems problems = problems(address);
    S3Client client = connection.client(problems);
    return ask(
        tries(problems),
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

  private List<BucketObject> listing(BucketAddress folder, boolean below, int most)
      throws InterruptedIOException {
    BucketProblems problems = problems(folder);
    S3Client client = connection.client(problems);
    Tries tries = tries(problems);
    BucketListing listing = new BucketListing(folder, below);
    List<BucketObject> objects = new ArrayList<>();
    while (listing.more()) {
      objects.addAll(ask(tries, problems, () -> listing.next(client)));
      if ((listing.more() && listing.asked() >= most) || objects.size() > most) {
        throw problems.tooMany(most);
      }
    }
    if (objects.isEmpty() && !listing.sawFolders()) {
      throw problems.notFound(
          "There is nothing at %s in %s.".formatted(folder, properties.server()));
    }
    return objects;
  }

  private BucketProblems problems(BucketAddress address) {
    return new BucketProblems(properties, address, purpose);
  }

  private Tries tries(BucketProblems problems) {
    return new Tries(
        properties.attempts(),
        properties.backoff(),
        job::log,
        job::checkStop,
        problems::unreachable);
  }

  private <T> T ask(Tries tries, BucketProblems problems, Supplier<T> request)
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
