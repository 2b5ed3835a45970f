// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static org.bytedeco.hdf5.global.hdf5.H5F_ACC_RDONLY;
import static org.bytedeco.hdf5.global.hdf5.H5Fopen;
import static org.bytedeco.hdf5.global.hdf5.H5P_CLS_FILE_ACCESS_ID_g;
import static org.bytedeco.hdf5.global.hdf5.H5Pcreate;
import static org.bytedeco.hdf5.global.hdf5.H5Pset_file_locking;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.hdf5.global.hdf5;
import org.contextile.library.featurefile.Hdf5.Handle;
import org.contextile.library.featurefile.Hdf5.Locked;

/** Reads one slide's feature file by ranges of rows. Safe for use by several threads. */
public final class FeatureReader implements AutoCloseable {
  private final Handle file;
  private final Rows features;
  private final Rows coords;
  private final Rows unreadable;
  private final Texts reasons;

  private FeatureReader(Handle file) throws FeatureFileException {
    this.file = file;
    this.features = Rows.openFloats(file, "features");
    this.coords = Rows.openLongs(file, "coords");
    this.unreadable = Rows.openLongs(file, "unreadable");
    this.reasons = Texts.open(file, "unreadable_reasons");
    if (features.rows() != coords.rows() || coords.columns() != 2) {
      throw new FeatureFileException("features and coords do not have the same rows");
    }
    if (unreadable.rows() != reasons.rows() || unreadable.columns() != 2) {
      throw new FeatureFileException("unreadable patches and reasons do not have the same rows");
    }
  }

  /**
   * Opens a file that a {@link FeatureWriter} finished.
   *
   * @throws FeatureFileException when it is not such a file
   */
  public static FeatureReader open(Path path) throws FeatureFileException {
    try (Locked _ = Hdf5.lock();
        Handle access =
            Handle.of(H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g()), hdf5::H5Pclose, "open " + path)) {
      // Finished files never change, and may lie where nothing can be locked.
      Hdf5.check(H5Pset_file_locking(access.id(), false, true), "open " + path);
      Handle file =
          Handle.of(
              H5Fopen(path.toString(), H5F_ACC_RDONLY, access.id()),
              hdf5::H5Fclose,
              "open " + path);
      try {
        return new FeatureReader(file);
      } catch (FeatureFileException e) {
        file.close();
        throw e;
      }
    }
  }

  /** Number of tiles N. */
  public long rows() {
    return features.rows();
  }

  /** Length D of a feature vector. */
  public int dimension() {
    return features.columns();
  }

  public FeatureAttributes attributes() throws FeatureFileException {
    try (Locked _ = Hdf5.lock()) {
      return AttributeCodec.read(coords.dataset());
    }
  }

  /** Features of rows [from, from + count), as [count, D] row by row. */
  public float[] features(long from, int count) throws FeatureFileException {
    try (Locked _ = Hdf5.lock()) {
      return features.floats(from, count);
    }
  }

  /** Level-0 pixels of the tiles' top left corners of rows [from, from + count), as [count, 2]. */
  public long[] coords(long from, int count) throws FeatureFileException {
    try (Locked _ = Hdf5.lock()) {
      return coords.longs(from, count);
    }
  }

  /** The patches without features, in the order in which they were met. */
  public List<UnreadablePatch> unreadable() throws FeatureFileException {
    try (Locked _ = Hdf5.lock()) {
      long[] corners = unreadable.longs(0, Math.toIntExact(unreadable.rows()));
      List<String> why = reasons.all();
      return IntStream.range(0, why.size())
          .mapToObj(i -> new UnreadablePatch(corners[2 * i], corners[2 * i + 1], why.get(i)))
          .toList();
    }
  }

  @Override
  public void close() throws FeatureFileException {
    try (Locked _ = Hdf5.lock();
        Handle _ = file;
        Rows _ = features;
        Rows _ = coords;
        Rows _ = unreadable;
        Texts _ = reasons) {
      // Closed in reverse order: the datasets, then their file.
    }
  }
}
