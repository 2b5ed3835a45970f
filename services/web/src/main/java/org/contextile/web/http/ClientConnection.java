// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;

/**
 * The connection that a request came by. Servlets learn that it is closed when they write to it,
 * after all work is done.
 */
public final class ClientConnection {
  static final String ATTRIBUTE = ClientConnection.class.getName();

  private final Request request;

  ClientConnection(Request request) {
    this.request = request;
  }

  /** Empty where the container does not say. */
  public static Optional<ClientConnection> of(HttpServletRequest request) {
    return Optional.ofNullable((ClientConnection) request.getAttribute(ATTRIBUTE));
  }

  /**
   * Whether the client has closed it. For a request without a body, by the thread that answers it.
   */
  public boolean isClosed() {
    // What a client sends ahead is met once, and then kept for the next request; an end always.
    for (int look = 0; look < 2; look++) {
      if (!isAtEndOrSentAhead()) {
        return false;
      }
    }
    return true;
  }

  private boolean isAtEndOrSentAhead() {
    request.action(ActionCode.AVAILABLE, true);
    return request.getAvailable() > 0;
  }
}
