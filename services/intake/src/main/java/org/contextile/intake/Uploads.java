// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import me.desair.tus.server.HttpHeader;
import me.desair.tus.server.TusFileUploadService;
import me.desair.tus.server.checksum.ChecksumAlgorithm;
import me.desair.tus.server.exception.TusException;
import me.desair.tus.server.upload.UploadInfo;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.workspace.WorkspaceScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;

/**
 * Resumable uploads after tus 1.0 (creation, checksum, expiration, termination). They are in the
 * database and the artifact store: every process that has both goes on with what another began.
 */
public final class Uploads {
  private static final Logger log = LoggerFactory.getLogger(Uploads.class);

  public static final String ADDRESS = "/v1/uploads";

  static final String MEDIA_TYPE = "application/octet-stream";

  private static final String PROTOCOL = "1.0.0";
  private static final String EXTENSIONS =
      "creation,creation-defer-length,checksum,checksum-trailer,termination,expiration";

  private static final long TIDY_NANOS = Duration.ofMinutes(10).toNanos();

  private final TusFileUploadService tus;
  private final long limitBytes;
  private final AtomicLong tidiedAt = new AtomicLong(System.nanoTime() - TIDY_NANOS);

  Uploads(IntakeProperties properties, ArtifactStore artifacts, UploadRows rows) {
    this.limitBytes = properties.uploadLimit().toBytes();
    this.tus =
        new TusFileUploadService()
            .withUploadUri(ADDRESS)
            .withUploadStorageService(
                new StoredUploads(artifacts, rows, limitBytes, properties.uploadExpiry()))
            .withUploadLockingService(new UnlockedUploads())
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

  /** The answer to the creation of an upload, which may be over. */
  public ResponseEntity<Void> created(UUID id, String workspace) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.created(URI.create(ADDRESS + "/" + id))
            .header(HttpHeader.TUS_RESUMABLE, PROTOCOL);
    try {
      UploadInfo info = tus.getUploadInfo(ADDRESS + "/" + id, workspace);
      if (info != null && info.getExpirationTimestamp() != null) {
        answer.headers(
            headers -> headers.setDate(HttpHeader.UPLOAD_EXPIRES, info.getExpirationTimestamp()));
      }
    } catch (TusException e) {
      log.debug("The upload {} is over", id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.build();
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
    remove(upload.id(), upload.workspace());
  }

  /** Removes an upload, finished or not. */
  public void remove(UUID id, String workspace) {
    try {
      tus.deleteUpload(ADDRESS + "/" + id, workspace);
    } catch (TusException | IOException e) {
      // It expires by itself.
    }
  }

  private void tidyNowAndThen() {
    long now = System.nanoTime();
    long last = tidiedAt.get();
    if (now - last >= TIDY_NANOS && tidiedAt.compareAndSet(last, now)) {
      try (WorkspaceScope _ = WorkspaceScope.all()) {
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
