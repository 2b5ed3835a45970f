// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.nio.file.Path;

/** A downloaded file whose digest was checked. Stays for a next attempt until it is spent. */
public final class HubCopy implements AutoCloseable {
  private final HubPartial partial;

  HubCopy(HubPartial partial) {
    this.partial = partial;
  }

  public Path file() {
    return partial.file();
  }

  /** No attempt needs it any more. */
  public void spend() throws IOException {
    partial.discard();
  }

  @Override
  public void close() throws IOException {
    partial.close();
  }
}
