// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

/** What a caller wants when neighbouring tiles cannot be read together. */
public enum WhenSlow {
  /** They are read one by one; {@link ReadPath} says so to who asks. */
  ACCEPT,
  /** They are read one by one, and the log says why. */
  WARN,
  /** Nothing is read: {@link SlowPathException} says why. */
  FAIL
}
