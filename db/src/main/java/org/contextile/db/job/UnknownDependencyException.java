// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.io.Serial;
import java.util.Set;
import java.util.UUID;

/** A submission depends on jobs that its workspace does not have. */
public class UnknownDependencyException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public UnknownDependencyException(Set<UUID> unknown) {
    super("No such jobs: " + unknown);
  }
}
