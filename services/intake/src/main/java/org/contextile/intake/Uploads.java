// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import me.desair.tus.server.HttpHeader;
import me.desair.tus.server.TusFileUploadService;
import me.desair.tus.server.checksum.ChecksumAlgorithm;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.web.http.WithoutHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Resumable uploads after tus 1.0 (creation, checksum, expiration, concatenation, termination).
 * They are in the database and the artifact store: every process that has both goes on with what
 * another began. A job that takes one in uses it up by its success; by its failure the upload stays
 * until it expires.
 */
public final class Uploads {
  public static final String ADDRESS = "/v1/uploads";

  static final String MEDIA_TYPE = "application/octet-stream";

  /** The version that is spoken. */
  public static final String PROTOCOL = "1.0.0";

  private static final String EXTENSIONS =
      "creation,creation-defer-length,checksum,checksum-trailer,termination,expiration,concatenation";

  private final TusFileUploadService tus;
  private final ArtifactStore artifacts;
  private final UploadRows rows;
  private final UploadClaims claims;
  private final UploadRequests requests;
  private final TransactionTemplate transaction;
  private final long limitBytes;

  Uploads(
      IntakeProperties properties,
      ArtifactStore artifacts,
      JdbcClient jdbc,
      PlatformTransactionManager transactions) {
    this.artifacts = artifacts;
    this.rows = new UploadRows(jdbc, transactions, properties.uploadExpiry());
    this.claims = new UploadClaims(jdbc);
    this.transaction = new TransactionTemplate(transactions);
    this.limitBytes = properties.uploadLimit().toBytes();
    this.requests = new UploadRequests(rows, limitBytes);
    this.tus =
        new TusFileUploadService()
            .withUploadUri(ADDRESS)
            .withUploadStorageService(
                new StoredUploads(artifacts, rows, limitBytes, properties.uploadExpiry()))
            .withUploadLockingService(new UnlockedUploads());
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

  /**
   * Answers a request of the protocol; uploads of other workspaces do not exist.
   *
   * @throws ProblemException if a header is wrong
   */
  public void answer(HttpServletRequest request, HttpServletResponse response, String workspace)
      throws IOException {
    requests.check(request, workspace);
    // Its method is the one that it was sent with: whoever checked it did not see another.
    tus.process(
        new WithoutHeaders(request, Set.of(HttpHeader.METHOD_OVERRIDE)), response, workspace);
  }

  /**
   * Uploads that have not expired, newest first.
   *
   * @param before only those with lower ids
   */
  public List<Listed> page(String workspace, UUID before, int limit) {
    return rows.page(workspace, before, limit).stream().map(Listed::of).toList();
  }

  /** The answer to the creation of an upload, which may be over. */
  public ResponseEntity<Void> created(UUID id, String workspace) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.created(URI.create(ADDRESS + "/" + id))
            .header(HttpHeader.TUS_RESUMABLE, PROTOCOL);
    rows.find(id, workspace)
        .ifPresent(
            row ->
                answer.headers(
                    headers ->
                        headers.setDate(
                            HttpHeader.UPLOAD_EXPIRES, row.expiresAt().toEpochMilli())));
    return answer.build();
  }

  /**
   * A finished upload.
   *
   * @param pointer the request's field that names it
   * @throws ProblemException {@code unknown-upload}, {@code unfinished-upload}, or {@code
   *     upload-in-use} while a job takes it in
   */
  public Finished find(UUID id, String workspace, String pointer) {
    UploadRows.Row row = rows.find(id, workspace).orElseThrow(() -> unknown(id, pointer));
    if (!row.isComplete()) {
      throw refused(
          ProblemType.UNFINISHED_UPLOAD, "The upload " + id + " is not complete.", pointer);
    }
    if (UploadRequests.PARTIAL.equalsIgnoreCase(row.concat())) {
      throw refused(
          ProblemType.UNFINISHED_UPLOAD,
          "The upload " + id + " is part of another: create that with Upload-Concat and name it.",
          pointer);
    }
    claims.taker(id).ifPresent(job -> refuseTaken(id, job, pointer));
    UploadMetadata metadata = UploadMetadata.parse(row.metadata());
    String concat = row.concat();
    return new Finished(
        id,
        workspace,
        metadata.fileName(),
        metadata.relativePath(),
        row.offsetBytes(),
        concat == null ? List.of() : UploadRequests.partsOf(concat),
        pointer);
  }

  /**
   * The artifact of an upload's bytes, made unless they are one already.
   *
   * @return its digest
   */
  public String store(Finished upload, ArtifactHold hold) {
    List<String> parts = rows.parts(upload.id(), upload.workspace());
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    try (InputStream bytes = new UploadedBytes(artifacts, parts)) {
      return hold.put(bytes, MEDIA_TYPE).digest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Hands uploads to a job that takes them in.
   *
   * @param stored the uploads with the artifacts of their bytes
   * @param submit queues the job, in the transaction that hands them over
   * @return the job
   * @throws ProblemException if another job has got one of them meanwhile
   */
  public UUID hand(Map<Finished, String> stored, Supplier<UUID> submit) {
    List<Finished> ordered =
        stored.keySet().stream().sorted(Comparator.comparing(Finished::id)).toList();
    List<String> loose = new ArrayList<>();
    UUID job =
        transaction.execute(
            _ -> {
              ordered.forEach(this::lock);
              UUID taker = submit.get();
              for (Finished upload : ordered) {
                String whole = Objects.requireNonNull(stored.get(upload));
                loose.addAll(claims.settle(upload.id(), whole, upload.sizeBytes(), taker));
                // Its bytes are its own now.
                upload
                    .madeOf()
                    .forEach(part -> loose.addAll(rows.delete(part, upload.workspace())));
              }
              return taker;
            });
    loose.forEach(artifacts::discardIfUnreferenced);
    return job;
  }

  /** Uploads that a job takes in. */
  public List<UUID> of(UUID job) {
    return claims.of(job);
  }

  /** Uses up what a job has taken in; part of the transaction that publishes its output. */
  public void use(UUID job) {
    claims.use(job);
  }

  /** The largest upload. */
  public long limitBytes() {
    return limitBytes;
  }

  /** Removes an upload, finished or not. */
  public void remove(UUID id, String workspace) {
    rows.delete(id, workspace).forEach(artifacts::discardIfUnreferenced);
  }

  /** Removes what has expired, in all workspaces that the caller sees. */
  void removeExpired() throws IOException {
    tus.cleanup();
  }

  private void lock(Finished upload) {
    if (!claims.lock(upload.id(), upload.workspace())) {
      throw unknown(upload.id(), upload.pointer());
    }
    claims.taker(upload.id()).ifPresent(job -> refuseTaken(upload.id(), job, upload.pointer()));
  }

  private static void refuseTaken(UUID id, UUID job, String pointer) {
    throw refused(
        ProblemType.UPLOAD_IN_USE,
        "The job " + job + " is taking the upload " + id + " in; if it fails, name it again.",
        pointer);
  }

  private static ProblemException unknown(UUID id, String pointer) {
    return refused(ProblemType.UNKNOWN_UPLOAD, "There is no upload " + id + ".", pointer);
  }

  private static ProblemException refused(ProblemType type, String detail, String pointer) {
    return new ProblemException(type.with(detail).at(pointer));
  }

  /**
   * An upload whose bytes are all there.
   *
   * @param fileName what the client called the file
   * @param relativePath where the client says that the file lies in a folder
   * @param madeOf other uploads whose bytes it was joined of
   * @param pointer the request's field that names it
   */
  public record Finished(
      UUID id,
      String workspace,
      @Nullable String fileName,
      @Nullable String relativePath,
      long sizeBytes,
      List<UUID> madeOf,
      String pointer) {}

  /**
   * An upload of the list.
   *
   * @param lengthBytes of the whole, once the client has said it
   * @param partial whether it is a part of another
   * @param jobId the job that last took it in
   */
  public record Listed(
      UUID id,
      @Nullable String fileName,
      @Nullable Long lengthBytes,
      long offsetBytes,
      boolean partial,
      Instant createdAt,
      Instant expiresAt,
      @Nullable UUID jobId) {

    /** Whether all bytes have arrived. */
    public boolean isComplete() {
      return lengthBytes != null && lengthBytes == offsetBytes;
    }

    static Listed of(UploadRows.Row row) {
      return new Listed(
          row.id(),
          UploadMetadata.parse(row.metadata()).fileName(),
          row.lengthBytes(),
          row.offsetBytes(),
          UploadRequests.PARTIAL.equalsIgnoreCase(row.concat()),
          row.createdAt(),
          row.expiresAt(),
          row.jobId());
    }
  }
}
