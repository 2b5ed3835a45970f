// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

/** The workspace that the current request may see; every query is restricted to it. */
public interface Workspace {

  /**
   * The caller's workspace.
   *
   * @throws IllegalStateException outside an authenticated request
   */
  String current();
}
