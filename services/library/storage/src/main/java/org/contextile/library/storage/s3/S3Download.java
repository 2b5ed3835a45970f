// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.contextile.library.storage.Sha256;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An object on its way into a file. A connection that breaks is followed by one for the rest; what
 * comes is compared with the object's name.
 */
final class S3Download {
  private static final int BUFFER_BYTES = 1 << 18;

  /** Breaks in a row that brought nothing. */
  private static final int MOST_FAILURES = 20;

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final String digest;
  private final long size;
  private final S3Patience patience;
  private final MessageDigest sha256 = Sha256.begin();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long done;

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
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      int failures = 0;
      while (done < size) {
        long before = done;
        try (InputStream in = rest()) {
          copy(in, out);
        } catch (BrokenOffException e) {
          failures = done > before ? 0 : failures + 1;
          if (failures == MOST_FAILURES) {
            throw e.failure();
          }
          pause(failures);
        }
      }
      out.force(false);
    }
    String came = HexFormat.of().formatHex(sha256.digest());
    if (!came.equals(digest)) {
      throw new IOException("The bucket's " + digest + " is damaged: its bytes have " + came);
    }
  }

  private InputStream rest() throws IOException {
    return S3Failures.ask(
        digest,
        () ->
            new AbortingStream(
                client.getObject(
                    it -> {
                      it.bucket(bucket).key(key);
                      if (done > 0) {
                        it.range("bytes=" + done + "-");
                      }
                    })));
  }

  private void copy(InputStream in, FileChannel out) throws IOException, BrokenOffException {
    while (done < size) {
      int read = next(in);
      sha256.update(buffer, 0, read);
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      done += read;
    }
  }

  private int next(InputStream in) throws BrokenOffException {
    try {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, size - done));
      if (read < 0) {
        throw new EOFException("The bucket sent too little of " + digest);
      }
      return read;
    } catch (IOException e) {
      throw new BrokenOffException(e);
    } catch (software.amazon.awssdk.core.exception.SdkException e) {
      throw new BrokenOffException(S3Failures.failed("to read " + key, e));
    }
  }

  private void pause(int failures) throws InterruptedIOException {
    try {
      Thread.sleep(patience.pause(failures));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** The connection's failure, which is not the disk's. */
  private static final class BrokenOffException extends Exception {
    private static final long serialVersionUID = 1L;
    private final IOException failure;

    BrokenOffException(IOException failure) {
      super(failure);
      this.failure = failure;
    }

    IOException failure() {
      return failure;
    }
  }
}
