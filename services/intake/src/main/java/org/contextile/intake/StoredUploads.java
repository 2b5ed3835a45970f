// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import me.desair.tus.server.exception.TusException;
import me.desair.tus.server.exception.UploadNotFoundException;
import me.desair.tus.server.exception.UploadOffsetMismatchException;
import me.desair.tus.server.upload.UploadId;
import me.desair.tus.server.upload.UploadIdFactory;
import me.desair.tus.server.upload.UploadInfo;
import me.desair.tus.server.upload.UploadLockingService;
import me.desair.tus.server.upload.UploadStorageService;
import me.desair.tus.server.upload.UploadType;
import me.desair.tus.server.upload.UuidUploadIdFactory;
import me.desair.tus.server.upload.concatenation.UploadConcatenationService;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.jspecify.annotations.Nullable;

/**
 * Uploads as rows, and their parts as artifacts: what one process has taken another goes on with.
 * The owner of an upload is its workspace.
 */
final class StoredUploads implements UploadStorageService {

  /** What a process that dies costs the client at most. */
  static final long PART_BYTES = 16L << 20;

  private final ArtifactStore artifacts;
  private final UploadRows rows;
  private final long limitBytes;
  private final Duration expiry;
  private UploadIdFactory ids = new UuidUploadIdFactory();

  StoredUploads(ArtifactStore artifacts, UploadRows rows, long limitBytes, Duration expiry) {
    this.artifacts = artifacts;
    this.rows = rows;
    this.limitBytes = limitBytes;
    this.expiry = expiry;
  }

  @Override
  public UploadInfo create(UploadInfo upload, String workspace) throws IOException {
    upload.setOffset(0L);
    upload.setOwnerKey(workspace);
    upload.updateExpiration(expiry.toMillis());
    upload.setId(
        new UploadId(
            rows.insert(
                workspace, upload.getEncodedMetadata(), upload.getLength(), expiresAt(upload))));
    return upload;
  }

  @Override
  public @Nullable UploadInfo getUploadInfo(String uri, String workspace) {
    UploadId id = ids.readUploadId(uri);
    return id == null ? null : rows.find(uuid(id), workspace).map(StoredUploads::info).orElse(null);
  }

  @Override
  public void update(UploadInfo upload) throws UploadNotFoundException {
    String concat =
        upload.getUploadType() == UploadType.REGULAR ? null : upload.getUploadConcatHeaderValue();
    if (!rows.update(
        uuid(upload.getId()),
        upload.getOwnerKey(),
        concat,
        upload.getLength(),
        expiresAt(upload))) {
      throw missing(upload.getId());
    }
  }

  @Override
  public UploadInfo append(UploadInfo upload, InputStream request)
      throws IOException, TusException {
    long end = upload.hasLength() ? upload.getLength() : limitBytes;
    boolean more = true;
    while (more && upload.getOffset() < end) {
      long most = Math.min(PART_BYTES, end - upload.getOffset());
      more = append(upload, new UploadPart(request, most));
    }
    return upload;
  }

  /** Returns false at the end of the request. */
  private boolean append(UploadInfo upload, UploadPart part) throws IOException, TusException {
    if (!part.isEmpty()) {
      ArtifactHold hold = artifacts.hold();
      try {
        Artifact stored = hold.put(part, Uploads.MEDIA_TYPE);
        appended(upload, stored);
      } finally {
        hold.release();
      }
    }
    IOException failure = part.failure();
    if (failure != null) {
      throw failure;
    }
    return !part.isEmpty();
  }

  private void appended(UploadInfo upload, Artifact part) throws TusException {
    long start = upload.getOffset();
    UUID id = uuid(upload.getId());
    if (!rows.append(id, upload.getOwnerKey(), start, part.sizeBytes(), part.digest())) {
      throw new UploadOffsetMismatchException(
          "The upload " + id + " does not end at " + start + " any more");
    }
    upload.setOffset(start + part.sizeBytes());
  }

  /**
   * Takes back what a request brought that is refused, such as bytes without their checksum. A
   * request begins a part, so parts go whole.
   *
   * @param upload null if the request named none
   */
  @Override
  public void removeLastNumberOfBytes(@Nullable UploadInfo upload, long bytes) {
    if (upload == null || bytes == 0) {
      return;
    }
    long end = upload.getOffset();
    long start = Math.max(0, end - bytes);
    rows.cut(uuid(upload.getId()), upload.getOwnerKey(), end, start)
        .forEach(artifacts::discardIfUnreferenced);
    upload.setOffset(start);
  }

  @Override
  public void terminateUpload(UploadInfo upload) {
    delete(uuid(upload.getId()), upload.getOwnerKey());
  }

  @Override
  public InputStream getUploadedBytes(String uri, String workspace) throws UploadNotFoundException {
    UploadInfo upload = getUploadInfo(uri, workspace);
    if (upload == null) {
      throw new UploadNotFoundException("There is no upload " + uri);
    }
    List<String> parts = rows.parts(uuid(upload.getId()), workspace);
    return new UploadedBytes(artifacts, parts);
  }

  @Override
  public void copyUploadTo(UploadInfo upload, OutputStream target) throws IOException {
    try (InputStream in =
        new UploadedBytes(artifacts, rows.parts(uuid(upload.getId()), upload.getOwnerKey()))) {
      in.transferTo(target);
    }
  }

  @Override
  public void cleanupExpiredUploads(UploadLockingService locks) {
    List<UploadRows.Row> expired = rows.expired();
    while (!expired.isEmpty()) {
      expired.forEach(
          upload -> rows.deleteExpired(upload.id()).forEach(artifacts::discardIfUnreferenced));
      expired = rows.expired();
    }
  }

  private void delete(UUID id, String workspace) {
    rows.delete(id, workspace).forEach(artifacts::discardIfUnreferenced);
  }

  @Override
  public void setIdFactory(UploadIdFactory factory) {
    ids = factory;
  }

  @Override
  public String getUploadUri() {
    return ids.getUploadUri();
  }

  @Override
  public long getMaxUploadSize() {
    return limitBytes;
  }

  @Override
  public Long getUploadExpirationPeriod() {
    return expiry.toMillis();
  }

  @Override
  public void setMaxUploadSize(Long bytes) {
    // Given to the constructor.
  }

  @Override
  public void setUploadExpirationPeriod(Long millis) {
    // Given to the constructor.
  }

  @Override
  public UploadInfo getUploadInfo(UploadId id) {
    throw new UnsupportedOperationException("An upload is found in its workspace only");
  }

  @Override
  public InputStream getUploadedBytes(UploadId id) {
    throw new UnsupportedOperationException("An upload is found in its workspace only");
  }

  @Override
  public UploadConcatenationService getUploadConcatenationService() {
    return new JoinedUploads(rows);
  }

  @Override
  public void setUploadConcatenationService(UploadConcatenationService service) {
    // Uploads are joined in the database.
  }

  private Instant expiresAt(UploadInfo upload) {
    return Instant.ofEpochMilli(
        Objects.requireNonNullElseGet(
            upload.getExpirationTimestamp(), () -> Instant.now().plus(expiry).toEpochMilli()));
  }

  private static UploadInfo info(UploadRows.Row row) {
    UploadInfo info = new UploadInfo();
    info.setUploadType(type(row.concat()));
    info.setUploadConcatHeaderValue(row.concat());
    info.setId(new UploadId(row.id()));
    info.setOwnerKey(row.workspace());
    info.setEncodedMetadata(row.metadata());
    info.setLength(row.lengthBytes());
    info.setOffset(row.offsetBytes());
    info.updateExpiration(Duration.between(Instant.now(), row.expiresAt()).toMillis());
    return info;
  }

  private static UploadType type(@Nullable String concat) {
    if (concat == null) {
      return UploadType.REGULAR;
    }
    return concat.equalsIgnoreCase(UploadRequests.PARTIAL)
        ? UploadType.PARTIAL
        : UploadType.CONCATENATED;
  }

  private static UUID uuid(UploadId id) {
    return UUID.fromString(id.toString());
  }

  private static UploadNotFoundException missing(UploadId id) {
    return new UploadNotFoundException("There is no upload " + id);
  }
}
