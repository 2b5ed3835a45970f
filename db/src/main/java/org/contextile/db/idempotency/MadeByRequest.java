// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

import java.util.UUID;

/**
 * What an earlier request with the same key made.
 *
 * @param requestDigest of what that request asked for
 */
public record MadeByRequest(MadeType type, UUID id, String requestDigest) {
  /** Whether a request of this digest is a repeat of that one; else it has taken another's key. */
  public boolean repeatedBy(RequestKey request) {
    return requestDigest.equals(request.digest());
  }
}
