// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import java.util.Set;

/**
 * Who sends a request.
 *
 * @param subject who it is, as its key or, later, its identity provider says
 * @param workspace the one workspace whose rows it sees
 * @param roles what it may do there, those that its roles include among them; not empty
 */
public record Caller(String subject, String workspace, Set<Role> roles) {

  public Caller {
    if (subject.isBlank() || workspace.isBlank()) {
      throw new IllegalArgumentException("A caller has a subject and a workspace");
    }
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("A caller has a role");
    }
    roles = Set.copyOf(roles);
  }

  /** A caller with a role and all that it includes. */
  static Caller of(String subject, String workspace, Role highest) {
    return new Caller(subject, workspace, highest.withIncluded());
  }

  boolean has(Role role) {
    return roles.contains(role);
  }
}
