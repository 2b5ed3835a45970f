// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import java.util.UUID;
import org.contextile.db.idempotency.MadeType;
import org.springframework.http.ResponseEntity;

/** Answers the repeat of a request that has made something, as the first request was answered. */
public interface RepeatedAnswer {
  /** What the request has made. */
  MadeType of();

  /**
   * The answer, with a body for JSON or none.
   *
   * @param id of what was made
   */
  ResponseEntity<?> to(String workspace, UUID id);
}
