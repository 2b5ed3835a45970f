// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import jakarta.servlet.http.HttpServletRequest;
import org.contextile.db.idempotency.RequestKey;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The {@code Idempotency-Key} of the request that is being carried out. */
public final class CurrentRequestKey {
  private static final String ATTRIBUTE = CurrentRequestKey.class.getName();

  CurrentRequestKey() {}

  /** Null where the request has none, and outside requests. */
  public @Nullable RequestKey get() {
    RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
    return attributes == null
        ? null
        : (RequestKey) attributes.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
  }

  static void set(HttpServletRequest request, RequestKey key) {
    request.setAttribute(ATTRIBUTE, key);
  }
}
