// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.bucket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.contextile.library.storage.Sha256;
import org.contextile.platform.job.JobContext;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object on its way into a file. A connection that breaks is followed by one for the rest. */
final class BucketDownload {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final long PROGRESS_BYTES = 1 << 20;

  private final JobContext job;
  private final S3Client client;
  private final BucketObject object;
  private final BucketProblems problems;
  private final BucketTries tries;
  private final MessageDigest sha256 = Sha256.begin();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long done;

  BucketDownload(
      JobContext job,
      S3Client client,
      BucketObject object,
      BucketProblems problems,
      BucketTries tries) {
    this.job = job;
    this.client = client;
    this.object = object;
    this.problems = problems;
    this.tries = tries;
  }

  /** Returns the SHA-256 of the file, in hexadecimal. */
  String into(Path target) throws IOException {
    job.phase("downloading", object.sizeBytes(), "bytes");
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (done < object.sizeBytes()) {
        long before = done;
        try {
          rest(out);
        } catch (IOException e) {
          broke(before, e);
        } catch (SdkException e) {
          if (done == object.sizeBytes()) {
            throw problems.mismatch();
          }
          progressed(before);
          tries.failed(problems.passing(e));
        }
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private void broke(long before, IOException cause) throws InterruptedIOException {
    progressed(before);
    tries.failed(
        "%s broke off after %,d of %,d bytes (%s)"
            .formatted(
                object.address().name(), done, object.sizeBytes(), BucketProblems.words(cause)));
  }

  private void progressed(long before) {
    if (done - before >= PROGRESS_BYTES) {
      tries.progressed();
    }
  }

  private void rest(FileChannel out) throws IOException {
    job.checkStop();
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(object.address().bucket())
            .key(object.address().key())
            .ifMatch(object.etag());
    if (done > 0) {
      request.range("bytes=" + done + "-");
    } else {
      // The SDK compares it; of a part some stores give that of the whole.
      request.checksumMode(ChecksumMode.ENABLED);
    }
    ResponseInputStream<GetObjectResponse> in = client.getObject(request.build());
    boolean whole = false;
    try {
      GetObjectResponse answer = in.response();
      if (object.etag() != null && answer.eTag() != null && !object.etag().equals(answer.eTag())) {
        throw problems.changed();
      }
      if (done > 0 && !goesOn(answer)) {
        restart(out);
      }
      copy(in, out);
      whole = true;
    } finally {
      if (whole) {
        in.close();
      } else {
        // Closing might read what is left.
        in.abort();
      }
    }
    if (done < object.sizeBytes()) {
      throw new EOFException("no more came");
    }
  }

  private void copy(ResponseInputStream<GetObjectResponse> in, FileChannel out) throws IOException {
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      job.checkStop();
      if (done + read > object.sizeBytes()) {
        throw problems.changed();
      }
      sha256.update(buffer, 0, read);
      write(out, ByteBuffer.wrap(buffer, 0, read));
      done += read;
      job.progress(done);
    }
  }

  /** A full disk is not the store's failure: asking it again does not help. */
  private static void write(FileChannel out, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The store sends all of it whatever was asked for. */
  private void restart(FileChannel out) throws IOException {
    out.truncate(0);
    sha256.reset();
    done = 0;
  }

  private boolean goesOn(GetObjectResponse answer) {
    return answer.contentRange() != null && answer.contentRange().startsWith("bytes " + done + "-");
  }
}
