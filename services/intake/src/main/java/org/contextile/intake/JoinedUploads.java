// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import me.desair.tus.server.upload.UploadInfo;
import me.desair.tus.server.upload.concatenation.UploadConcatenationService;

/** Uploads made of others, whose parts they share: no byte is copied. */
final class JoinedUploads implements UploadConcatenationService {
  private final UploadRows rows;

  JoinedUploads(UploadRows rows) {
    this.rows = rows;
  }

  @Override
  public void merge(UploadInfo upload) {
    if (!upload.isUploadInProgress()) {
      return;
    }
    List<UUID> parts =
        UploadRequests.partsOf(
            UploadRequests.FINAL + String.join(" ", upload.getConcatenationPartIds()));
    long total = rows.join(UUID.fromString(upload.getId().toString()), upload.getOwnerKey(), parts);
    upload.setLength(total);
    upload.setOffset(total);
  }

  @Override
  public InputStream getConcatenatedBytes(UploadInfo upload) {
    throw new UnsupportedOperationException("The bytes of an upload are its parts");
  }

  @Override
  public List<UploadInfo> getPartialUploads(UploadInfo upload) {
    throw new UnsupportedOperationException("The parts of an upload are its own");
  }
}
