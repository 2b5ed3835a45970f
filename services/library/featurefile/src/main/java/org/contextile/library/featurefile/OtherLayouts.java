// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static org.bytedeco.hdf5.global.hdf5.H5F_ACC_TRUNC;
import static org.bytedeco.hdf5.global.hdf5.H5Fcreate;
import static org.bytedeco.hdf5.global.hdf5.H5P_DEFAULT;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.hdf5.global.hdf5;
import org.contextile.library.featurefile.Hdf5.Handle;
import org.contextile.library.featurefile.Hdf5.Locked;

/** Writes a feature file anew in the layouts of programs that one file cannot serve. */
public final class OtherLayouts {
  private static final int BATCH = 1024;

  private OtherLayouts() {}

  /**
   * Writes the same features; equal files give equal bytes.
   *
   * @param to replaced if it exists
   * @param mppX micrometres per pixel of the slide's level 0 across
   * @param mppY likewise down
   * @param extractor what the model is called
   */
  public static void write(
      Path from, FeatureLayout layout, double mppX, double mppY, String extractor, Path to)
      throws IOException {
    try (FeatureReader reader = FeatureReader.open(from)) {
      switch (layout) {
        case TRIDENT -> copy(reader, reader.attributes(), to);
        case CLAM -> copy(reader, reader.attributes().atLevel0(), to);
        case STAMP -> stamp(reader, mppX, mppY, extractor, to);
      }
    }
  }

  private static void copy(FeatureReader reader, FeatureAttributes attributes, Path to)
      throws IOException {
    try (FeatureWriter writer = FeatureWriter.create(to, reader.dimension(), attributes)) {
      for (long row = 0; row < reader.rows(); row += BATCH) {
        int count = (int) Math.min(BATCH, reader.rows() - row);
        writer.append(reader.features(row, count), reader.coords(row, count), count);
      }
      for (UnreadablePatch patch : reader.unreadable()) {
        writer.append(patch);
      }
      writer.finish();
    }
  }

  private static void stamp(
      FeatureReader reader, double mppX, double mppY, String extractor, Path to)
      throws FeatureFileException {
    try (Locked _ = Hdf5.lock();
        Handle file =
            Handle.of(
                H5Fcreate(to.toString(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                hdf5::H5Fclose,
                "create " + to);
        Rows features = Rows.createFloats(file, "feats", reader.dimension());
        Rows coords = Rows.createFloats(file, "coords", 2)) {
      try {
        stamp(reader, new Attributes(file), mppX, extractor);
        for (long row = 0; row < reader.rows(); row += BATCH) {
          int count = (int) Math.min(BATCH, reader.rows() - row);
          features.append(reader.features(row, count), count);
          coords.append(micrometres(reader.coords(row, count), mppX, mppY), count);
        }
      } finally {
        Diversion.settle(file, features.dataset(), coords.dataset());
      }
    }
  }

  private static void stamp(FeatureReader reader, Attributes root, double mppX, String extractor)
      throws FeatureFileException {
    FeatureAttributes attributes = reader.attributes();
    root.write("extractor", extractor);
    root.write("unit", "um");
    root.write("tile_size_um", attributes.patchSizeLevel0Px() * mppX);
    root.write("tile_size_px", attributes.patchSizePx());
    root.write("feat_type", "tile");
  }

  private static float[] micrometres(long[] pixels, double mppX, double mppY) {
    float[] micrometres = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      micrometres[i] = (float) (pixels[i] * (i % 2 == 0 ? mppX : mppY));
    }
    return micrometres;
  }
}
