// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import org.contextile.learning.backbone.Backbone;
import org.jspecify.annotations.Nullable;

/**
 * Loads a backbone when the first slide needs it; most jobs that find all features there do not.
 */
final class BackboneOnDemand implements AutoCloseable {

  /** How it is loaded. */
  interface Loading {
    Backbone load() throws IOException;
  }

  private final Loading loading;
  private @Nullable Backbone backbone;

  BackboneOnDemand(Loading loading) {
    this.loading = loading;
  }

  Backbone get() throws IOException {
    if (backbone == null) {
      backbone = loading.load();
    }
    return backbone;
  }

  @Override
  public void close() {
    if (backbone != null) {
      backbone.close();
    }
  }
}
