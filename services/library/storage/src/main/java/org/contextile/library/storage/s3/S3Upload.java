// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.io.input.BoundedInputStream;
import org.contextile.library.storage.Sha256;
import org.contextile.library.storage.StagedFile;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A file on its way into a bucket: at once where it is small, else part by part, so that a failure
 * costs a part. Each carries its SHA-256. An object of the name that is there already is left.
 */
record S3Upload(S3Client client, String bucket, String key, StagedFile file) {
  private static final long PART_BYTES = 16L << 20;
  private static final long MOST_PARTS = 10_000;
  private static final String UNLESS_THERE = "*";
  private static final int CONTENTIONS = 5;

  void run() throws IOException {
    for (int contentions = 1; ; contentions++) {
      try {
        if (file.sizeBytes() <= PART_BYTES) {
          atOnce();
        } else {
          inParts();
        }
        return;
      } catch (SdkException e) {
        if (S3Failures.isThere(e)) {
          return;
        }
        if (!S3Failures.isContended(e) || contentions == CONTENTIONS) {
          throw S3Failures.failed("to write " + key, e);
        }
      }
    }
  }

  private void atOnce() {
    String sha256 = base64(HexFormat.of().parseHex(file.digest()));
    var _ =
        client.putObject(
            it -> it.bucket(bucket).key(key).checksumSHA256(sha256).ifNoneMatch(UNLESS_THERE),
            RequestBody.fromFile(file.path()));
  }

  private void inParts() throws IOException {
    String upload =
        client
            .createMultipartUpload(
                it -> it.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.SHA256))
            .uploadId();
    boolean complete = false;
    try {
      List<CompletedPart> parts = parts(upload);
      var _ =
          client.completeMultipartUpload(
              it ->
                  it.bucket(bucket)
                      .key(key)
                      .uploadId(upload)
                      .ifNoneMatch(UNLESS_THERE)
                      .multipartUpload(whole -> whole.parts(parts)));
      complete = true;
    } finally {
      if (!complete) {
        abort(upload);
      }
    }
  }

  private List<CompletedPart> parts(String upload) throws IOException {
    long most = Math.max(PART_BYTES, (file.sizeBytes() + MOST_PARTS - 1) / MOST_PARTS);
    List<CompletedPart> parts = new ArrayList<>();
    for (long start = 0; start < file.sizeBytes(); start += most) {
      parts.add(part(upload, parts.size() + 1, start, Math.min(most, file.sizeBytes() - start)));
    }
    return parts;
  }

  private CompletedPart part(String upload, int number, long start, long length)
      throws IOException {
    String sha256 = sha256(start, length);
    RequestBody body =
        RequestBody.fromContentProvider(
            () -> {
              try {
                return section(start, length);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            length,
            "application/octet-stream");
    String etag =
        client
            .uploadPart(
                it ->
                    it.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .partNumber(number)
                        .contentLength(length)
                        .checksumSHA256(sha256),
                body)
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).checksumSHA256(sha256).build();
  }

  /** What is left half done costs money until it is aborted; the bucket's lifecycle rule may. */
  private void abort(String upload) {
    try {
      var _ = client.abortMultipartUpload(it -> it.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      // The first failure says more.
    }
  }

  private String sha256(long start, long length) throws IOException {
    MessageDigest sha256 = Sha256.begin();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = section(start, length)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    }
    return base64(sha256.digest());
  }

  private InputStream section(long start, long length) throws IOException {
    return BoundedInputStream.builder()
        .setInputStream(Channels.newInputStream(FileChannel.open(file.path()).position(start)))
        .setMaxCount(length)
        .get();
  }

  private static String base64(byte[] digest) {
    return Base64.getEncoder().encodeToString(digest);
  }
}
