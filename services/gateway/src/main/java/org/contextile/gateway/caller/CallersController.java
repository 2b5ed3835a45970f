// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.caller;

import java.util.List;
import org.contextile.api.CallersApi;
import org.contextile.api.model.CallerRole;
import org.contextile.api.model.Me;
import org.contextile.platform.security.Caller;
import org.contextile.platform.security.CurrentCaller;
import org.contextile.platform.security.Role;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** Who calls, over HTTP. */
@RestController
class CallersController implements CallersApi {
  private final CurrentCaller caller;

  CallersController(CurrentCaller caller) {
    this.caller = caller;
  }

  @Override
  public ResponseEntity<Me> getMe() {
    Caller me = caller.get();
    List<CallerRole> roles = me.roles().stream().sorted().map(CallersController::role).toList();
    return ResponseEntity.ok(new Me(me.subject(), me.workspace(), roles));
  }

  private static CallerRole role(Role role) {
    return switch (role) {
      case VIEWER -> CallerRole.VIEWER;
      case OPERATOR -> CallerRole.OPERATOR;
      case ADMIN -> CallerRole.ADMIN;
    };
  }
}
