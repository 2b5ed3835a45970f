// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.contextile.db.FullDisk;
import org.contextile.intake.download.NoAnswer;
import org.contextile.intake.download.Tries;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.RangedSource;
import org.contextile.library.storage.ResumableFile;
import org.contextile.library.storage.Sha256;
import org.contextile.library.storage.TooManyBytesException;
import org.contextile.library.storage.s3.AbortingStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object on its way into a file. A connection that breaks is followed by one for the rest. */
final class BucketDownload {
  private final JobContext job;
  private final S3Client client;
  private final BucketObject object;
  private final BucketProblems problems;
  private final Tries tries;
  private final LongConsumer present;

  /**
   * @param present told how many bytes are there
   */
  BucketDownload(
      JobContext job,
      S3Client client,
      BucketObject object,
      BucketProblems problems,
      Tries tries,
      LongConsumer present) {
    this.job = job;
    this.client = client;
    this.object = object;
    this.problems = problems;
    this.tries = tries;
    this.present = present;
  }

  /** Returns the SHA-256 of the file, in hexadecimal. */
  String into(Path target) throws IOException {
    ResumableFile file =
        ResumableFile.open(
            Files.createFile(target), object.sizeBytes(), Sha256::begin, job::checkStop);
    while (!file.whole()) {
      append(file);
    }
    return file.digest();
  }

  private void append(ResumableFile file) throws IOException {
    long before = file.present();
    try {
      file.append(
          this::from,
          () -> {
            job.checkStop();
            present.accept(file.present());
          });
    } catch (TooManyBytesException e) {
      throw problems.changed();
    } catch (IOException e) {
      if (FullDisk.isFull(e)) {
        // The bucket is not to blame, and no try makes room.
        throw e;
      }
      failed(
          file.present() - before,
          "%s broke off after %,d of %,d bytes (%s)"
              .formatted(
                  object.address().name(), file.present(), object.sizeBytes(), NoAnswer.words(e)));
    } catch (SdkException e) {
      if (file.whole()) {
        throw problems.mismatch();
      }
      failed(file.present() - before, problems.passing(e));
    }
  }

  private void failed(long came, String why) throws InterruptedIOException {
    tries.came(came);
    tries.failed(why, Duration.ZERO);
  }

  private RangedSource.Part from(long firstByte) {
    job.checkStop();
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(object.address().bucket())
            .key(object.address().key())
            .ifMatch(object.etag());
    if (firstByte > 0) {
      request.range("bytes=" + firstByte + "-");
    } else {
      // The SDK compares it; of a part some stores give that of the whole.
      request.checksumMode(ChecksumMode.ENABLED);
    }
    ResponseInputStream<GetObjectResponse> in = client.getObject(request.build());
    GetObjectResponse answer = in.response();
    if (object.etag() != null && answer.eTag() != null && !object.etag().equals(answer.eTag())) {
      in.abort();
      throw problems.changed();
    }
    return RangedSource.Part.of(new AbortingStream(in), answer.contentRange());
  }
}
