// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

/** Where a fleet's artifacts are. */
public enum Store {
  /** A directory that all processes share. */
  DIRECTORY,
  /** A bucket of S3, and no directory that any two processes share. */
  S3
}
