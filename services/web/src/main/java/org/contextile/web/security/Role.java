// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import java.util.EnumSet;
import java.util.Set;

/** What a caller may do in its workspace. A later role includes those before it. */
public enum Role {
  /** Reads everything in the workspace. */
  VIEWER,
  /** Uploads, submits, cancels and retries as well, and deletes what it uploaded. */
  OPERATOR,
  /** Settles what concerns the workspace as a whole. */
  ADMIN;

  Set<Role> withIncluded() {
    return EnumSet.range(VIEWER, this);
  }
}
