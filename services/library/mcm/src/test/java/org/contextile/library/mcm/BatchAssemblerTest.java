// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchAssemblerTest {

  private static final int SIDE = 3;
  private static final int PATCH_BYTES = 4 * 4 * 3;

  private final SyntheticTiles tiles = new SyntheticTiles(3, 8, 8, 0.8, 4, true);

  private static McmRecipe recipe(TrainingMethod method, boolean dihedral, double jitter) {
    return new McmRecipe(
        method,
        new ContextSettings(SIDE, 0, 0.4, 4, 2),
        PredictorShape.DEFAULT,
        LossSettings.DEFAULT,
        OptimiserSettings.DEFAULT,
        new AugmentationSettings(dihedral, jitter),
        1,
        5);
  }

  private EpochPlan plan(McmRecipe recipe) {
    return new EpochPlan(tiles.slides(), recipe.context(), recipe.seed(), 0);
  }

  private static String label(ByteBuffer pixels, int patch) {
    return pixels.get(patch * PATCH_BYTES) + ":" + pixels.get(patch * PATCH_BYTES + 1);
  }

  private static ContextBatch whole(
      BatchAssembler assembler, List<Window> windows, ByteBuffer pixels) throws IOException {
    assembler.read(windows);
    return assembler.assemble(0, windows.size(), pixels, StepShare.WHOLE);
  }

  @Test
  void visiblePatchesComeFirstMaskedOnesAfterEachCellOnceInTheOrderOfPlaces() throws IOException {
    McmRecipe recipe = recipe(TrainingMethod.MASKED_CONTEXT, false, 0);
    EpochPlan plan = plan(recipe);
    try (BatchAssembler assembler = new BatchAssembler(tiles, recipe, Optional.empty(), 0)) {
      List<Window> windows = plan.nextBatch();
      ByteBuffer pixels = assembler.newBuffer(4);
      ContextBatch batch = whole(assembler, windows, pixels);
      List<String> visible = new ArrayList<>();
      List<String> masked = new ArrayList<>();
      for (int w = 0; w < windows.size(); w++) {
        Window window = windows.get(w);
        int maskedHere = 0;
        for (int i = 0; i < window.cells().length; i++) {
          long state = batch.state()[w * SIDE * SIDE + window.places()[i]];
          assertThat(state).isIn(1L, 2L);
          (state == 1 ? visible : masked).add(window.slide() + ":" + window.cells()[i]);
          maskedHere += state == 2 ? 1 : 0;
        }
        assertThat(maskedHere).isEqualTo((int) Math.round(0.4 * window.cells().length));
      }
      assertThat(batch.visible()).isEqualTo(visible.size());
      assertThat(batch.masked()).isEqualTo(masked.size());
      assertThat(visible).doesNotContainAnyElementsOf(masked);
      for (int i = 0; i < batch.patches(); i++) {
        String expected = i < visible.size() ? visible.get(i) : masked.get(i - visible.size());
        assertThat(label(batch.pixels(), i)).isEqualTo(expected);
      }
    }
  }

  @Test
  void theControlMasksNothing() throws IOException {
    McmRecipe recipe = recipe(TrainingMethod.PLAIN_DISTILLATION, false, 0);
    try (BatchAssembler assembler = new BatchAssembler(tiles, recipe, Optional.empty(), 0)) {
      List<Window> windows = plan(recipe).nextBatch();
      ContextBatch batch = whole(assembler, windows, assembler.newBuffer(4));
      assertThat(batch.masked()).isZero();
      assertThat(batch.visible()).isEqualTo(windows.stream().mapToInt(w -> w.cells().length).sum());
    }
  }

  @Test
  void unreadableCellsAreCountedAndLeftOut() throws IOException {
    McmRecipe recipe = recipe(TrainingMethod.MASKED_CONTEXT, true, 0.1);
    tiles.unreadableCells.set(0, 32);
    int unreadable = 0;
    Set<String> shown = new HashSet<>();
    EpochPlan plan = plan(recipe);
    try (BatchAssembler assembler = new BatchAssembler(tiles, recipe, Optional.empty(), 0)) {
      ByteBuffer pixels = assembler.newBuffer(4);
      for (List<Window> part = plan.nextBatch(); !part.isEmpty(); part = plan.nextBatch()) {
        ContextBatch batch = whole(assembler, part, pixels);
        unreadable += batch.unreadable();
        for (int i = 0; i < batch.patches(); i++) {
          shown.add(label(pixels, i));
        }
        assertThat(batch.turns()).hasSize(batch.patches());
        assertThat(batch.stains()).hasSize(9 * batch.patches());
      }
    }
    assertThat(shown).noneMatch(label -> Integer.parseInt(label.split(":", -1)[1]) < 32);
    EpochSize size = EpochPlan.measure(tiles.slides(), recipe.context(), 5, 0);
    assertThat(shown.size() + unreadable).isEqualTo((int) size.cells());
    assertThat(tiles.open).isZero();
    assertThat(tiles.mostOpen).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.25, 0.5, 0.75, 0.99})
  void atLeastOneCellIsMaskedAndOneVisible(double ratio) {
    for (int cells = 2; cells < 20; cells++) {
      BitSet mask = WindowMask.sample(cells, ratio, new SplittableRandom(cells));
      assertThat(mask.cardinality()).isBetween(1, cells - 1);
      assertThat(mask.length()).isLessThanOrEqualTo(cells);
    }
  }
}
