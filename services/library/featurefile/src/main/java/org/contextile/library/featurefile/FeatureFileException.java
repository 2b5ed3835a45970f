// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import java.io.IOException;

/** A feature file that cannot be written, or whose layout this package does not expect. */
public final class FeatureFileException extends IOException {
  private static final long serialVersionUID = 1L;

  FeatureFileException(String message) {
    super(message);
  }
}
