// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Gives each request its {@link ClientConnection}. */
final class ConnectionValve extends ValveBase {
  ConnectionValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    request.setAttribute(
        ClientConnection.ATTRIBUTE, new ClientConnection(request.getCoyoteRequest()));
    getNext().invoke(request, response);
  }
}
