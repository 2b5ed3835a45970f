// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.intake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import me.desair.tus.server.HttpHeader;
import me.desair.tus.server.TusFileUploadService;
import me.desair.tus.server.checksum.ChecksumAlgorithm;
import me.desair.tus.server.exception.TusException;
import me.desair.tus.server.upload.UploadInfo;
import org.contextile.api.problem.ProblemType;
import org.contextile.platform.artifact.ArtifactProperties;
import org.contextile.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resumable uploads after tus 1.0 (creation, checksum, expiration, termination). */
public final class Uploads {
  private static final Logger log = LoggerFactory.getLogger(Uploads.class);

  public static final String ADDRESS = "/v1/uploads";

  private static final String PROTOCOL = "1.0.0";
  private static final String EXTENSIONS =
      "creation,creation-defer-length,checksum,checksum-trailer,termination,expiration";

  private static final long TIDY_NANOS = Duration.ofMinutes(10).toNanos();

  private final TusFileUploadService tus;
  private final long limitBytes;
  private final AtomicLong tidiedAt = new AtomicLong(System.nanoTime() - TIDY_NANOS);

  Uploads(IntakeProperties properties, ArtifactProperties artifacts) throws IOException {
    Path directory =
        Objects.requireNonNullElseGet(
            properties.uploadsDirectory(), () -> artifacts.directory().resolveSibling("uploads"));
    Files.createDirectories(directory);
    this.limitBytes = properties.uploadLimit().toBytes();
    this.tus =
        new TusFileUploadService()
            .withUploadUri(ADDRESS)
            .withStoragePath(directory.toString())
            .withMaxUploadSize(limitBytes)
            .withUploadExpirationPeriod(properties.uploadExpiry().toMillis())
            .disableTusExtension("concatenation");
  }

  /** Says what is understood of the protocol, to anybody. */
  public void describe(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    response.setHeader(HttpHeader.TUS_RESUMABLE, PROTOCOL);
    response.setHeader(HttpHeader.TUS_VERSION, PROTOCOL);
    response.setHeader(HttpHeader.TUS_MAX_SIZE, Long.toString(limitBytes));
    response.setHeader(HttpHeader.TUS_EXTENSION, EXTENSIONS);
    response.setHeader(
        HttpHeader.TUS_CHECKSUM_ALGORITHM,
        Arrays.stream(ChecksumAlgorithm.values())
            .map(ChecksumAlgorithm::toString)
            .collect(Collectors.joining(",")));
  }

  /** Answers a request of the protocol; uploads of other workspaces do not exist. */
  public void answer(HttpServletRequest request, HttpServletResponse response, String workspace)
      throws IOException {
    tus.process(new PlainRequest(request), response, workspace);
    tidyNowAndThen();
  }

  /**
   * A finished upload.
   *
   * @param pointer the request's field that names it
   * @throws ProblemException {@code unknown-upload} or {@code unfinished-upload}
   */
  public Finished find(UUID id, String workspace, String pointer) {
    try {
      UploadInfo info = tus.getUploadInfo(ADDRESS + "/" + id, workspace);
      if (info == null || info.isExpired()) {
        throw refused(ProblemType.UNKNOWN_UPLOAD, "There is no upload " + id + ".", pointer);
      }
      if (info.isUploadInProgress()) {
        throw refused(
            ProblemType.UNFINISHED_UPLOAD, "The upload " + id + " is not complete.", pointer);
      }
      return new Finished(id, workspace, info.getMetadata().get("filename"));
    } catch (TusException e) {
      throw refused(ProblemType.UNKNOWN_UPLOAD, "There is no upload " + id + ".", pointer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public InputStream open(Finished upload) throws IOException {
    try {
      return tus.getUploadedBytes(ADDRESS + "/" + upload.id(), upload.workspace());
    } catch (TusException e) {
      throw new IOException(e);
    }
  }

  public void remove(Finished upload) {
    try {
      tus.deleteUpload(ADDRESS + "/" + upload.id(), upload.workspace());
    } catch (TusException | IOException e) {
      // It expires by itself.
    }
  }

  private void tidyNowAndThen() {
    long now = System.nanoTime();
    long last = tidiedAt.get();
    if (now - last >= TIDY_NANOS && tidiedAt.compareAndSet(last, now)) {
      try {
        tus.cleanup();
      } catch (IOException e) {
        log.warn("Cannot tidy up uploads: {}", e.toString());
      }
    }
  }

  private static ProblemException refused(ProblemType type, String detail, String pointer) {
    return new ProblemException(type.with(detail).at(pointer));
  }

  /**
   * An upload whose bytes are all there.
   *
   * @param fileName what the client called the file
   */
  public record Finished(UUID id, String workspace, @Nullable String fileName) {}
}
