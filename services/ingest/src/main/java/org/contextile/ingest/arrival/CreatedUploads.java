// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.UUID;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.idempotency.RequestRepeatedException;
import org.contextile.intake.Uploads;
import org.contextile.web.http.KeyedWrites;
import org.contextile.web.http.RepeatedAnswer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Remembers by which request an upload was created. One whose request died before it was remembered
 * has no one who knows its address, and expires.
 */
@Component
class CreatedUploads implements RepeatedAnswer {
  private final Uploads uploads;
  private final KeyedWrites writes;

  CreatedUploads(Uploads uploads, KeyedWrites writes) {
    this.uploads = uploads;
    this.writes = writes;
  }

  @Override
  public MadeType of() {
    return MadeType.UPLOAD;
  }

  @Override
  public ResponseEntity<Void> to(String workspace, UUID id) {
    return uploads.created(id, workspace);
  }

  /**
   * Keeps what the protocol has answered to a creation.
   *
   * @throws RequestRepeatedException if another request with the key has created an upload; this
   *     one's is gone, and nothing is answered
   */
  void remember(String workspace, HttpServletResponse response) {
    String location = Objects.requireNonNull(response.getHeader(HttpHeaders.LOCATION));
    UUID id = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    boolean remembered = false;
    try {
      writes.make(workspace, MadeType.UPLOAD, () -> id, it -> it);
      remembered = true;
    } finally {
      if (!remembered) {
        uploads.remove(id, workspace);
        response.reset();
      }
    }
  }
}
