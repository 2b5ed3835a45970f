// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

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

/** Reads the cells of windows, masks them and assembles them as batches. One thread. */
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
  private final List<ReadWindow> windows = new ArrayList<>();
  private PatchCount readable = PatchCount.NONE;

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

  /** What windows hold if every cell can be read. */
  PatchCount planned(List<Window> windows) {
    return PatchCount.planned(windows, recipe);
  }

  /**
   * Reads a whole batch; its parts are assembled from it afterwards. A window of whose visible
   * cells none could be read gives no context, and is left out with its masked cells.
   */
  void read(List<Window> batch) throws IOException {
    windows.clear();
    readable = PatchCount.NONE;
    int slot = 0;
    for (Window window : batch) {
      SplittableRandom random =
          RandomStream.of(recipe.seed(), AUGMENT, epoch, window.slide(), window.number());
      int turn = recipe.augmentation().dihedral() ? random.nextInt(8) : 0;
      float[] stain = stain(random);
      List<Patch> patches = read(window, turn, slot);
      boolean context = patches.stream().anyMatch(patch -> !patch.masked());
      windows.add(new ReadWindow(window, turn, stain, context ? patches : List.of()));
      readable = readable.plus(windows.getLast().count());
      slot += window.cells().length;
    }
  }

  /**
   * Some windows of the batch that was read last.
   *
   * @param from the first window's position in the batch
   * @param to the position behind the last window
   * @param into receives the pixels; must not be in use
   * @param share the batch's share of its step
   */
  ContextBatch assemble(int from, int to, ByteBuffer into, StepShare share) throws IOException {
    List<ReadWindow> part =
        windows.subList(from, to).stream().filter(window -> !window.patches().isEmpty()).toList();
    List<Patch> patches = new ArrayList<>();
    for (int w = 0; w < part.size(); w++) {
      for (Patch patch : part.get(w).patches()) {
        patches.add(patch.inWindow(w));
      }
    }
    patches.sort(
        Comparator.comparing(Patch::masked)
            .thenComparingInt(Patch::window)
            .thenComparingInt(Patch::place));
    PatchCount count = PatchCount.of(patches);
    int cells = windows.subList(from, to).stream().mapToInt(w -> w.window().cells().length).sum();
    return new ContextBatch(
        part.size(),
        count.visible(),
        count.masked(),
        pixels(patches, into),
        state(patches, part.size()),
        turns(patches, part),
        stains(patches, part),
        targets(patches),
        share.times(StepShare.of(count, readable)),
        cells - patches.size(),
        to == windows.size());
  }

  private ByteBuffer pixels(List<Patch> patches, ByteBuffer into) {
    into.clear();
    for (int i = 0; i < patches.size(); i++) {
      into.put(i * patchBytes, scratch, patches.get(i).slot() * patchBytes, patchBytes);
    }
    return into.limit(patches.size() * patchBytes);
  }

  private long[] state(List<Patch> patches, int windows) {
    int cells = recipe.context().cells();
    long[] state = new long[windows * cells];
    for (Patch patch : patches) {
      state[patch.window() * cells + patch.place()] = patch.masked() ? 2 : 1;
    }
    return state;
  }

  private long[] turns(List<Patch> patches, List<ReadWindow> part) {
    return recipe.augmentation().dihedral()
        ? patches.stream().mapToLong(patch -> part.get(patch.window()).turn()).toArray()
        : new long[0];
  }

  private float[] stains(List<Patch> patches, List<ReadWindow> part) {
    if (recipe.augmentation().stainJitter() == 0) {
      return new float[0];
    }
    float[] stains = new float[patches.size() * 9];
    for (int i = 0; i < patches.size(); i++) {
      System.arraycopy(part.get(patches.get(i).window()).stain(), 0, stains, i * 9, 9);
    }
    return stains;
  }

  private List<Patch> read(Window window, int turn, int slot) throws IOException {
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
    List<Patch> patches = new ArrayList<>();
    for (int i = unreadable.nextClearBit(0); i < cells.length; i = unreadable.nextClearBit(i + 1)) {
      int place = turned(window.places()[i], turn, side);
      patches.add(new Patch(0, window.slide(), cells[i], place, slot + i, masked.get(i)));
    }
    return patches;
  }

  private BitSet mask(Window window) {
    if (recipe.method() == TrainingMethod.PLAIN_DISTILLATION) {
      return new BitSet();
    }
    SplittableRandom random =
        RandomStream.of(recipe.seed(), MASK, epoch, window.slide(), window.number());
    return WindowMask.sample(window.cells().length, recipe.context().maskRatio(), random);
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
