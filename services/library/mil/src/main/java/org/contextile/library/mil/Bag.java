// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.io.IOException;

/** The tile features of one slide. */
public interface Bag {

  /** Number of tiles n, at least one. */
  int instances();

  /** The features, [n, D] row by row. Read when needed, perhaps more than once. */
  float[] features() throws IOException;
}
