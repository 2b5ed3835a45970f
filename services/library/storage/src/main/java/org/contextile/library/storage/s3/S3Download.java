// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contextile.library.storage.RangedSource;
import org.contextile.library.storage.ResumableFile;
import org.contextile.library.storage.Sha256;
import org.contextile.library.storage.UnreachableStoreException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object on its way into a file. A connection that breaks is followed by one for the rest; what
 * comes is compared with the object's name.
 */
final class S3Download {
  /** Breaks in a row that brought nothing. */
  private static final int MOST_FAILURES = 20;

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final String digest;
  private final long size;
  private final S3Patience patience;

  S3Download(
      S3Client client, String bucket, String key, String digest, long size, S3Patience patience) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.digest = digest;
    this.size = size;
    this.patience = patience;
  }

  void into(Path target) throws IOException {
    ResumableFile file =
        ResumableFile.open(Files.createFile(target), size, Sha256::begin, () -> {});
    int failures = 0;
    while (!file.whole()) {
      long before = file.present();
      RangedSource.Part rest = rest(before);
      try {
        file.append(_ -> rest, () -> {});
      } catch (IOException | SdkException e) {
        failures = file.present() > before ? 0 : failures + 1;
        if (failures == MOST_FAILURES) {
          throw new UnreachableStoreException("The bucket does not send the whole of " + digest, e);
        }
        pause(failures);
      }
    }
    file.force();
    String came = file.digest();
    if (!came.equals(digest)) {
      throw new IOException("The bucket's " + digest + " is damaged: its bytes have " + came);
    }
  }

  private RangedSource.Part rest(long firstByte) throws IOException {
    ResponseInputStream<GetObjectResponse> answer =
        S3Failures.ask(
            digest,
            () ->
                client.getObject(
                    it -> {
                      it.bucket(bucket).key(key);
                      if (firstByte > 0) {
                        it.range("bytes=" + firstByte + "-");
                      }
                    }));
    return RangedSource.Part.of(new AbortingStream(answer), answer.response().contentRange());
  }

  private void pause(int failures) throws InterruptedIOException {
    try {
      Thread.sleep(patience.pause(failures));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
