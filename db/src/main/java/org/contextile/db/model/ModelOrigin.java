// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.model;

/** How a model came to be here. */
public enum ModelOrigin {
  IMPORTED,
  ASSEMBLED,
  FINE_TUNED
}
