// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.http;

import org.jspecify.annotations.Nullable;

/** An answer that is given again to a repeated request. */
record StoredAnswer(
    int status, @Nullable String mediaType, @Nullable String location, @Nullable String body) {

  /**
   * Whether the same request would get the same answer again: success, or a request that cannot be
   * carried out; not a failure that passes.
   */
  static boolean lasting(int status) {
    return switch (status) {
      case 401, 403, 408, 409, 413, 415, 425, 429 -> false;
      default -> status < 500;
    };
  }
}
