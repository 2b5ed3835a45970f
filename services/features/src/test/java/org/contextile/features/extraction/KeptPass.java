// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.contextile.library.storage.LocalCopy;

/** Keeps what a pass has computed in a file, and may break the pass off. */
final class KeptPass implements PassListener {

  private final Path kept;
  private int most = Integer.MAX_VALUE;
  private int interruptedAt;
  private Callable<?> interruption = () -> true;

  /** Tiles of each batch that was computed. */
  final List<Integer> batches = new ArrayList<>();

  int resumed;

  KeptPass(Path kept) {
    this.kept = kept;
  }

  KeptPass endingAfter(int count) {
    most = count;
    return this;
  }

  /** Does something once, after so many batches. */
  KeptPass interruptedAfter(int count, Callable<?> doing) {
    interruptedAt = count;
    interruption = doing;
    return this;
  }

  int tiles() {
    return batches.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public void resumed(int tiles) {
    resumed = tiles;
  }

  @Override
  public void batch(int tiles, Duration spent, Duration waited) {
    assertThat(waited).isBetween(Duration.ZERO, spent);
    batches.add(tiles);
    if (batches.size() == interruptedAt) {
      assertThatNoException().isThrownBy(interruption::call);
    }
    if (batches.size() == most) {
      throw new CancellationException();
    }
  }

  @Override
  public Optional<LocalCopy> checkpoint() {
    return Files.exists(kept) ? Optional.of(new LocalCopy(kept, () -> {})) : Optional.empty();
  }

  @Override
  public void save(Path file) throws IOException {
    // Not the same file, which may be mapped.
    Path copy = Files.createTempFile(kept.getParent(), "kept", null);
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    Files.move(copy, kept, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public boolean stopping() {
    return false;
  }
}
