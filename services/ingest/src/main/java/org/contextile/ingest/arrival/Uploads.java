// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import me.desair.tus.server.TusFileUploadService;
import me.desair.tus.server.exception.TusException;
import me.desair.tus.server.upload.UploadInfo;
import org.contextile.platform.artifact.ArtifactProperties;
import org.contextile.platform.problem.Problem;
import org.contextile.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Resumable uploads after tus 1.0 (creation, checksum, expiration, termination). */
@Component
class Uploads {
  static final String ADDRESS = "/v1/uploads";

  private static final long TIDY_NANOS = Duration.ofMinutes(10).toNanos();

  private final TusFileUploadService tus;
  private final AtomicLong tidiedAt = new AtomicLong(System.nanoTime() - TIDY_NANOS);

  Uploads(IngestProperties properties, ArtifactProperties artifacts) throws IOException {
    Path directory =
        Objects.requireNonNullElseGet(
            properties.uploadsDirectory(), () -> artifacts.directory().resolveSibling("uploads"));
    Files.createDirectories(directory);
    this.tus =
        new TusFileUploadService()
            .withUploadUri(ADDRESS)
            .withStoragePath(directory.toString())
            .withMaxUploadSize(properties.uploadLimit().toBytes())
            .withUploadExpirationPeriod(properties.uploadExpiry().toMillis())
            .disableTusExtension("concatenation");
  }

  /** Answers a request of the protocol; uploads of other workspaces do not exist. */
  void answer(HttpServletRequest request, HttpServletResponse response, @Nullable String workspace)
      throws IOException {
    tidyNowAndThen();
    tus.process(request, response, workspace);
  }

  /**
   * A finished upload.
   *
   * @throws ProblemException {@code unknown-upload} or {@code unfinished-upload}
   */
  Finished find(UUID id, String workspace) {
    try {
      UploadInfo info = tus.getUploadInfo(ADDRESS + "/" + id, workspace);
      if (info == null || info.isExpired()) {
        throw refused("unknown-upload", "Unknown upload", "There is no upload " + id + ".");
      }
      if (info.isUploadInProgress()) {
        throw refused(
            "unfinished-upload", "Unfinished upload", "The upload " + id + " is not complete.");
      }
      return new Finished(id, workspace, info.getMetadata().get("filename"));
    } catch (TusException e) {
      throw refused("unknown-upload", "Unknown upload", "There is no upload " + id + ".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InputStream open(Finished upload) throws IOException {
    try {
      return tus.getUploadedBytes(ADDRESS + "/" + upload.id(), upload.workspace());
    } catch (TusException e) {
      throw new IOException(e);
    }
  }

  void remove(Finished upload) {
    try {
      tus.deleteUpload(ADDRESS + "/" + upload.id(), upload.workspace());
    } catch (TusException | IOException e) {
      // It expires by itself.
    }
  }

  private void tidyNowAndThen() throws IOException {
    long now = System.nanoTime();
    long last = tidiedAt.get();
    if (now - last >= TIDY_NANOS && tidiedAt.compareAndSet(last, now)) {
      tus.cleanup();
    }
  }

  private static ProblemException refused(String type, String title, String detail) {
    return new ProblemException(Problem.of(type, title, 422, detail).at("/upload"));
  }

  /**
   * An upload whose bytes are all there.
   *
   * @param fileName what the client called the file
   */
  record Finished(UUID id, String workspace, @Nullable String fileName) {}
}
