// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.caller;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.contextile.api.CallersApi;
import org.contextile.api.model.CallerRole;
import org.contextile.api.model.Me;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.web.security.BrowserSessions;
import org.contextile.web.security.Caller;
import org.contextile.web.security.CurrentCaller;
import org.contextile.web.security.Role;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** Who calls, over HTTP. */
@RestController
class CallersController implements CallersApi {
  private final CurrentCaller caller;
  private final BrowserSessions sessions;
  private final HttpServletRequest request;

  CallersController(CurrentCaller caller, BrowserSessions sessions, HttpServletRequest request) {
    this.caller = caller;
    this.sessions = sessions;
    this.request = request;
  }

  @Override
  public ResponseEntity<Me> beginSession() {
    if (request.getHeader(HttpHeaders.AUTHORIZATION) == null) {
      throw new ProblemException(
          ProblemType.UNAUTHORIZED.with("A session begins with an API key."));
    }
    BrowserSessions.Begun begun = sessions.begin(caller.get(), request);
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, begun.cookie().toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(me().csrfToken(begun.csrfToken()));
  }

  @Override
  public ResponseEntity<Void> endSession() {
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, sessions.end(request).toString())
        .build();
  }

  @Override
  public ResponseEntity<Me> getMe() {
    return ResponseEntity.ok()
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(me().csrfToken(sessions.csrfToken(request).orElse(null)));
  }

  private Me me() {
    Caller me = caller.get();
    List<CallerRole> roles = me.roles().stream().sorted().map(CallersController::role).toList();
    return new Me(me.subject(), me.workspace(), roles);
  }

  private static CallerRole role(Role role) {
    return switch (role) {
      case VIEWER -> CallerRole.VIEWER;
      case OPERATOR -> CallerRole.OPERATOR;
      case ADMIN -> CallerRole.ADMIN;
    };
  }
}
