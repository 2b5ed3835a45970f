// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One request for the rest of a file. */
final class HubTransfer implements Callable<Long> {
  private static final int BUFFER_BYTES = 1 << 18;

  private final HubRequests requests;
  private final HubSnapshot snapshot;
  private final HubFile file;
  private final @Nullable String token;
  private final HubProblems problems;
  private final Path target;
  private final AtomicLong present;

  HubTransfer(
      HubRequests requests,
      HubSnapshot snapshot,
      HubFile file,
      @Nullable String token,
      HubProblems problems,
      HubPartial partial)
      throws IOException {
    this.requests = requests;
    this.snapshot = snapshot;
    this.file = file;
    this.token = token;
    this.problems = problems;
    this.target = partial.file();
    this.present = new AtomicLong(partial.sizeBytes());
  }

  /** How many bytes of the file are there, as far as known to any thread. */
  long present() {
    return present.get();
  }

  /**
   * Returns the file's size.
   *
   * @throws IOException if less came than the file has
   */
  @Override
  public Long call() throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        requests.get(
            "/%s/resolve/%s/%s".formatted(snapshot.name(), snapshot.commit(), encoded(file.path())),
            present.get(),
            token,
            problems,
            file.path());
    try (InputStream body = answer.body();
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (answer.statusCode() == 416 || (answer.statusCode() == 206 && !goesOn(answer))) {
        restart(out);
        throw new IOException("another part came than was asked for");
      }
      if (answer.statusCode() == 200) {
        restart(out);
      }
      copy(body, out.position(present.get()));
    }
    if (present.get() < file.sizeBytes()) {
      throw new EOFException(
          "%s broke off after %,d of %,d bytes"
              .formatted(file.path(), present.get(), file.sizeBytes()));
    }
    return present.get();
  }

  private void copy(InputStream body, FileChannel out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      if (present.get() + read > file.sizeBytes()) {
        throw problems.mismatch(file);
      }
      write(out, ByteBuffer.wrap(buffer, 0, read));
      present.addAndGet(read);
    }
  }

  /** A full disk is not the Hub's failure: asking it again does not help. */
  private static void write(FileChannel out, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void restart(FileChannel out) throws IOException {
    out.truncate(0);
    present.set(0);
  }

  private boolean goesOn(HttpResponse<InputStream> answer) {
    return answer
        .headers()
        .firstValue("Content-Range")
        .orElse("")
        .startsWith("bytes " + present.get() + "-");
  }

  private static String encoded(String path) {
    return Arrays.stream(path.split("/"))
        .map(it -> URLEncoder.encode(it, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
