// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.featurefile.FeatureAttributes;
import org.contextile.library.featurefile.FeatureWriter;
import org.contextile.library.featurefile.NonFiniteFeatureException;
import org.contextile.library.featurefile.UnreadablePatch;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileBatch;
import org.jspecify.annotations.Nullable;

/** One model's part in a pass over a slide: its network and its feature file. */
final class ModelPass implements AutoCloseable {

  private static final float[] NOTHING = {};

  private final LoadedModel model;
  private final String slideName;
  private final ReaderVersion reader;
  private final Path file;
  private final String fingerprint;
  private final FeatureWriter writer;
  private long[] positions = {};
  private int unreadable;
  private @Nullable RuntimeException failure;

  /**
   * @param deflate how much the file is compressed, 0 to 9
   * @param fingerprint of all that decides the rows, see {@link PassFingerprint}
   */
  ModelPass(
      LoadedModel model,
      String slideName,
      ReaderVersion reader,
      Path file,
      FeatureAttributes attributes,
      int deflate,
      String fingerprint)
      throws IOException {
    this.model = model;
    this.slideName = slideName;
    this.reader = reader;
    this.file = file;
    this.fingerprint = fingerprint;
    this.writer = FeatureWriter.create(file, model.row().featureDim(), attributes, deflate);
  }

  boolean hasFailed() {
    return failure != null;
  }

  String fingerprint() {
    return fingerprint;
  }

  /** D, the length of a row. */
  int dimension() {
    return model.row().featureDim();
  }

  /** Tiles so far that could not be read. */
  int unreadable() {
    return unreadable;
  }

  /**
   * Computes and writes a batch; a failure of the network ends this model's part alone.
   *
   * @return the batch's rows at the beginning of a longer array; nothing if the part has failed
   */
  float[] take(TileBatch tiles, BatchRows batch) throws IOException {
    if (failure != null) {
      return NOTHING;
    }
    try {
      int count = tiles.tiles().size();
      float[] features = model.backbone().features(tiles.pixels().asByteBuffer(), count);
      closeGaps(features, batch);
      append(batch, features);
      return features;
    } catch (NonFiniteFeatureException e) {
      failure =
          new ProblemException(
              ProblemType.NOT_FINITE,
              "The model " + model.row().name() + " on " + slideName + ": " + e.getMessage());
    } catch (ScriptException e) {
      failure = e;
    }
    return NOTHING;
  }

  private void closeGaps(float[] features, BatchRows batch) {
    int dimension = dimension();
    if (batch.unreadable().isEmpty()) {
      return;
    }
    int row = batch.unreadable().firstKey();
    for (int i = row; i < batch.tiles().size(); i++) {
      if (batch.isRow(i)) {
        System.arraycopy(features, i * dimension, features, row * dimension, dimension);
        row++;
      }
    }
  }

  /**
   * Writes a batch.
   *
   * @param features its rows, [rows, D]; the array may be longer
   */
  void append(BatchRows batch, float[] features) throws IOException {
    if (positions.length < 2 * batch.rows()) {
      positions = new long[2 * batch.tiles().size()];
    }
    int row = 0;
    for (int i = 0; i < batch.tiles().size(); i++) {
      Tile tile = batch.tiles().get(i);
      String reason = batch.unreadable().get(i);
      if (reason != null) {
        writer.append(new UnreadablePatch(tile.x(), tile.y(), reason));
      } else {
        positions[2 * row] = tile.x();
        positions[2 * row + 1] = tile.y();
        row++;
      }
    }
    writer.append(features, positions, row);
    unreadable += batch.unreadable().size();
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
