// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.library.mcm.TeacherTargets;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;

/** A teacher's feature sets as targets; the features of a few slides stay in memory. */
final class TeacherFeatureSets implements TeacherTargets {

  private final List<TrainingSlide> slides;
  private final List<String> digests;
  private final ArtifactStore artifacts;
  private final int dimensions;
  private final Map<Integer, Map<Integer, float[]>> cached;

  /**
   * @param digests the feature file of each slide in the store
   * @param keep slides whose features stay in memory
   */
  TeacherFeatureSets(
      List<TrainingSlide> slides,
      List<String> digests,
      ArtifactStore artifacts,
      int dimensions,
      int keep) {
    this.slides = List.copyOf(slides);
    this.digests = List.copyOf(digests);
    this.artifacts = artifacts;
    this.dimensions = dimensions;
    this.cached = newCache(keep);
  }

  // The eldest goes; SequencedMap has no bound of its own.
  private static Map<Integer, Map<Integer, float[]>> newCache(int keep) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<Integer, Map<Integer, float[]>> eldest) {
        return size() > keep;
      }
    };
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public float[] read(int slide, int[] cells) throws IOException {
    Map<Integer, float[]> features = cached.get(slide);
    if (features == null) {
      features = load(slide);
      cached.put(slide, features);
    }
    float[] targets = new float[cells.length * dimensions];
    for (int i = 0; i < cells.length; i++) {
      float[] target = features.get(cells[i]);
      if (target == null) {
        throw new IOException("the teacher's features lack a tile of " + name(slide));
      }
      System.arraycopy(target, 0, targets, i * dimensions, dimensions);
    }
    return targets;
  }

  private Map<Integer, float[]> load(int slide) throws IOException {
    TileGrid grid = slides.get(slide).tiling().grid();
    Map<Long, Integer> cellAt = new HashMap<>();
    for (Tile tile : grid.tiles()) {
      cellAt.put(key(tile.x(), tile.y()), tile.row() * grid.columns() + tile.column());
    }
    Map<Integer, float[]> features = new HashMap<>();
    try (LocalCopy file = artifacts.open(digests.get(slide));
        FeatureReader reader = FeatureReader.open(file.path())) {
      int rows = Math.toIntExact(reader.rows());
      float[] values = reader.features(0, rows);
      long[] coords = reader.coords(0, rows);
      for (int row = 0; row < rows; row++) {
        Integer cell = cellAt.get(key(coords[2 * row], coords[2 * row + 1]));
        if (cell == null) {
          throw new IOException("the teacher's features of " + name(slide) + " fit no tile");
        }
        float[] feature = new float[dimensions];
        System.arraycopy(values, row * dimensions, feature, 0, dimensions);
        features.put(cell, feature);
      }
    }
    return features;
  }

  private String name(int slide) {
    return slides.get(slide).slide().name();
  }

  private static long key(long x, long y) {
    return x << 32 | y;
  }
}
