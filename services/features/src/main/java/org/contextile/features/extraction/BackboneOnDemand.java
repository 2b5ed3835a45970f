// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.util.function.Consumer;
import org.contextile.learning.backbone.Backbone;
import org.jspecify.annotations.Nullable;

/**
 * Opens a backbone when the first slide needs it; most jobs that find all features there do not.
 */
final class BackboneOnDemand implements AutoCloseable {

  /** How it is opened. */
  interface Opening {
    Backbone open() throws IOException;
  }

  private final Opening opening;
  private final Consumer<Backbone> keeping;
  private @Nullable Backbone backbone;
  private boolean worked;

  /**
   * @param keeping takes the backbone at the end, if it {@linkplain #worked worked}
   */
  BackboneOnDemand(Opening opening, Consumer<Backbone> keeping) {
    this.opening = opening;
    this.keeping = keeping;
  }

  Backbone get() throws IOException {
    if (backbone == null) {
      backbone = opening.open();
    }
    return backbone;
  }

  /** Says that nothing failed, so that another job may go on with the backbone. */
  void worked() {
    worked = true;
  }

  @Override
  public void close() {
    if (backbone == null) {
      return;
    }
    if (worked) {
      keeping.accept(backbone);
    } else {
      backbone.close();
    }
  }
}
