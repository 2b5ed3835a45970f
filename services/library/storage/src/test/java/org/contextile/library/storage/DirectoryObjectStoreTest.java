// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryObjectStoreTest extends ObjectStoreKit {
  @TempDir private Path directory;
  private ObjectStore store;

  @BeforeEach
  void open() {
    store = new DirectoryObjectStore(directory);
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Test
  void nothingStaysOfWhatWasStagedAndClosed() throws IOException {
    store.stage(bytes("given up")).close();

    assertThat(filesIn(directory)).isZero();
  }

  @Test
  void whatACrashCutOffGoes() throws IOException {
    Files.writeString(directory.resolve("tmp").resolve("cut-off"), "half");

    store.deleteStagedBefore(tomorrow());

    assertThat(filesIn(directory)).isZero();
  }

  @Test
  void filesOfOthersAreNoObjects() throws IOException {
    Files.writeString(Files.createDirectories(directory.resolve("ab")).resolve("notes"), "mine");

    assertThat(store.publishedBefore(tomorrow())).isEmpty();
  }
}
