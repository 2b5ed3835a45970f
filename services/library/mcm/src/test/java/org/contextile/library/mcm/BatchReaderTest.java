// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchReaderTest {

  private final SyntheticTiles tiles = new SyntheticTiles(2, 6, 6, 1, 16, false);

  @Test
  void nobodyWaitsForAThreadThatHasEnded() {
    McmRecipe recipe = McmRecipe.DEFAULT;
    EpochPlan plan = new EpochPlan(tiles.slides(), recipe.context(), 0, 0);
    int batches = EpochPlan.measure(tiles.slides(), recipe.context(), 0, 0).batches();
    BatchAssembler assembler = new BatchAssembler(tiles, recipe, Optional.empty(), 0);
    try (BatchReader reader =
        new BatchReader(plan, assembler, 1, recipe.context().batchWindows())) {
      assertThatThrownBy(
              () ->
                  assertTimeoutPreemptively(
                      Duration.ofSeconds(20),
                      () -> {
                        for (int batch = 0; batch <= batches; batch++) {
                          reader.giveBack(reader.next());
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has ended");
    }
  }
}
