// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.featurefile.FeatureAttributes;
import org.contextile.library.featurefile.FeatureWriter;
import org.contextile.library.featurefile.NonFiniteFeatureException;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileBatch;
import org.jspecify.annotations.Nullable;

/** One model's part in a pass over a slide: its network and its feature file. */
final class ModelPass implements AutoCloseable {

  private final LoadedModel model;
  private final String slideName;
  private final ReaderVersion reader;
  private final Path file;
  private final FeatureWriter writer;
  private int unreadable;
  private @Nullable RuntimeException failure;

  ModelPass(
      LoadedModel model,
      String slideName,
      ReaderVersion reader,
      Path file,
      FeatureAttributes attributes)
      throws IOException {
    this.model = model;
    this.slideName = slideName;
    this.reader = reader;
    this.file = file;
    this.writer = FeatureWriter.create(file, model.row().featureDim(), attributes);
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Computes and writes a batch; a failure of the network ends this model's part alone. */
  void take(TileBatch batch) throws IOException {
    if (failure != null) {
      return;
    }
    try {
      append(batch);
    } catch (NonFiniteFeatureException e) {
      failure =
          new ProblemException(
              ProblemType.NOT_FINITE,
              "The model " + model.row().name() + " on " + slideName + ": " + e.getMessage());
    } catch (ScriptException e) {
      failure = e;
    }
  }

  private void append(TileBatch batch) throws IOException {
    List<Tile> tiles = batch.tiles();
    float[] features = model.backbone().features(batch.pixels().asByteBuffer(), tiles.size());
    int dimension = model.row().featureDim();
    Set<Tile> damaged = new HashSet<>(batch.unreadable());
    long[] positions = new long[2 * tiles.size()];
    int rows = 0;
    for (int i = 0; i < tiles.size(); i++) {
      Tile tile = tiles.get(i);
      if (damaged.contains(tile)) {
        writer.appendUnreadable(tile.x(), tile.y());
      } else {
        System.arraycopy(features, i * dimension, features, rows * dimension, dimension);
        positions[2 * rows] = tile.x();
        positions[2 * rows + 1] = tile.y();
        rows++;
      }
    }
    writer.append(features, positions, rows);
    unreadable += damaged.size();
  }

  PassResult finish() throws IOException {
    if (failure != null) {
      return new FailedModel(failure);
    }
    int rows = Math.toIntExact(writer.rows());
    writer.finish();
    return new ExtractedSlide(
        model.row(),
        file,
        rows,
        unreadable,
        ModelBackbones.provenance(model.backbone().precision(), reader));
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
