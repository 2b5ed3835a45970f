// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Which requests this process answers itself. One that hands requests on to another service leaves
 * their idempotency keys and ranges to that service.
 */
@FunctionalInterface
public interface OwnRequests {
  boolean covers(HttpServletRequest request);
}
