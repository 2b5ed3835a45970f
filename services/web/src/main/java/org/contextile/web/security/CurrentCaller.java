// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

/** Who sent the current request. */
public interface CurrentCaller {

  /**
   * The caller.
   *
   * @throws IllegalStateException outside an authenticated request
   */
  Caller get();
}
