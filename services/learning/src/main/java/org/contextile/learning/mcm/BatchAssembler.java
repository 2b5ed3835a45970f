// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.mcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Reads the cells of windows, masks them and lays them out as batches. One thread. */
final class BatchAssembler implements AutoCloseable {

  private static final long MASK = 5;
  private static final long AUGMENT = 6;

  private final TileSource tiles;
  private final McmRecipe recipe;
  private final Optional<TeacherTargets> cached;
  private final int epoch;
  private final int patchBytes;
  private final Map<Integer, CellReader> open = new HashMap<>();
  private final ByteBuffer scratch;

  BatchAssembler(TileSource tiles, McmRecipe recipe, Optional<TeacherTargets> cached, int epoch) {
    this.tiles = tiles;
    this.recipe = recipe;
    this.cached = cached;
    this.epoch = epoch;
    this.patchBytes = tiles.patchPx() * tiles.patchPx() * 3;
    this.scratch = newBuffer(recipe.context().batchWindows());
  }

  /** A buffer that is large enough for so many full windows. */
  ByteBuffer newBuffer(int windows) {
    long bytes = (long) windows * recipe.context().cells() * patchBytes;
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes));
  }

  /**
   * @param windows the part's windows
   * @param into receives the pixels; must not be in use
   * @param share see {@link ContextBatch#share()}
   * @param last see {@link ContextBatch#last()}
   */
  ContextBatch assemble(List<Window> windows, ByteBuffer into, double share, boolean last)
      throws IOException {
    List<Patch> patches = new ArrayList<>();
    int[] turns = new int[windows.size()];
    float[][] stains = new float[windows.size()][];
    int planned = 0;
    for (int w = 0; w < windows.size(); w++) {
      Window window = windows.get(w);
      SplittableRandom random =
          Draw.of(recipe.seed(), AUGMENT, epoch, window.slide(), window.number());
      turns[w] = recipe.augmentation().dihedral() ? random.nextInt(8) : 0;
      stains[w] = stain(random);
      read(window, w, turns[w], planned, patches);
      planned += window.cells().length;
    }
    patches.sort(
        Comparator.comparing(Patch::masked)
            .thenComparingInt(Patch::window)
            .thenComparingInt(Patch::place));
    return lay(patches, windows.size(), turns, stains, into, share, planned, last);
  }

  private ContextBatch lay(
      List<Patch> patches,
      int windows,
      int[] turns,
      float[][] stains,
      ByteBuffer into,
      double share,
      int planned,
      boolean last)
      throws IOException {
    int cells = recipe.context().cells();
    long[] state = new long[windows * cells];
    long[] patchTurns = new long[recipe.augmentation().dihedral() ? patches.size() : 0];
    float[] patchStains =
        new float[recipe.augmentation().stainJitter() > 0 ? patches.size() * 9 : 0];
    into.clear();
    int masked = 0;
    for (int i = 0; i < patches.size(); i++) {
      Patch patch = patches.get(i);
      into.put(i * patchBytes, scratch, patch.slot() * patchBytes, patchBytes);
      state[patch.window() * cells + patch.place()] = patch.masked() ? 2 : 1;
      masked += patch.masked() ? 1 : 0;
      if (patchTurns.length > 0) {
        patchTurns[i] = turns[patch.window()];
      }
      if (patchStains.length > 0) {
        System.arraycopy(stains[patch.window()], 0, patchStains, i * 9, 9);
      }
    }
    into.limit(patches.size() * patchBytes);
    int visible = patches.size() - masked;
    int unreadable = planned - patches.size();
    float[] targets = targets(patches);
    return new ContextBatch(
        windows,
        visible,
        masked,
        into,
        state,
        patchTurns,
        patchStains,
        targets,
        share,
        unreadable,
        last);
  }

  private void read(Window window, int position, int turn, int slot, List<Patch> patches)
      throws IOException {
    int[] cells = window.cells();
    CellReader reader = open.get(window.slide());
    if (reader == null) {
      reader = tiles.open(window.slide());
      open.put(window.slide(), reader);
    }
    BitSet unreadable =
        reader.read(cells, scratch.slice(slot * patchBytes, cells.length * patchBytes));
    if (window.last()) {
      open.remove(window.slide());
      reader.close();
    }
    BitSet masked = mask(window);
    int side = recipe.context().windowSize();
    for (int i = unreadable.nextClearBit(0); i < cells.length; i = unreadable.nextClearBit(i + 1)) {
      int place = turned(window.places()[i], turn, side);
      patches.add(new Patch(position, window.slide(), cells[i], place, slot + i, masked.get(i)));
    }
  }

  private BitSet mask(Window window) {
    if (recipe.method() == TrainingMethod.PLAIN_DISTILLATION) {
      return new BitSet();
    }
    SplittableRandom random = Draw.of(recipe.seed(), MASK, epoch, window.slide(), window.number());
    return WindowMask.draw(window.cells().length, recipe.context().maskRatio(), random);
  }

  /** Where a place of a square goes: transposed, rows flipped, columns flipped by bits 2, 1, 0. */
  static int turned(int place, int turn, int side) {
    int row = (turn & 4) == 0 ? place / side : place % side;
    int column = (turn & 4) == 0 ? place % side : place / side;
    int toRow = (turn & 2) == 0 ? row : side - 1 - row;
    int toColumn = (turn & 1) == 0 ? column : side - 1 - column;
    return toRow * side + toColumn;
  }

  private float[] stain(SplittableRandom random) {
    double jitter = recipe.augmentation().stainJitter();
    if (jitter == 0) {
      return new float[0];
    }
    return StainMatrix.of(
        random.nextDouble(1 - jitter, 1 + jitter), random.nextDouble(1 - jitter, 1 + jitter));
  }

  private float[] targets(List<Patch> patches) throws IOException {
    if (cached.isEmpty()) {
      return new float[0];
    }
    TeacherTargets source = cached.get();
    List<Patch> needed =
        patches.stream().filter(p -> p.masked() || recipe.needsVisibleTargets()).toList();
    int dimensions = source.dimensions();
    float[] targets = new float[needed.size() * dimensions];
    for (int i = 0; i < needed.size(); i++) {
      Patch patch = needed.get(i);
      float[] target = source.read(patch.slide(), new int[] {patch.cell()});
      System.arraycopy(target, 0, targets, i * dimensions, dimensions);
    }
    return targets;
  }

  @Override
  public void close() {
    open.values().forEach(CellReader::close);
    open.clear();
  }
}
