// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static java.util.Objects.requireNonNull;
import static org.bytedeco.hdf5.global.hdf5.H5F_ACC_TRUNC;
import static org.bytedeco.hdf5.global.hdf5.H5Fcreate;
import static org.bytedeco.hdf5.global.hdf5.H5P_DEFAULT;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.bytedeco.hdf5.global.hdf5;
import org.contextile.library.featurefile.Hdf5.Handle;
import org.contextile.library.featurefile.Hdf5.Locked;

/**
 * Writes one slide's feature file, batch by batch, in memory bounded by the batch.
 *
 * <p>The file appears under its name only in {@link #finish}; closing without it leaves nothing.
 * Equal content gives equal bytes. An instance is for one thread; several may write different files
 * at once.
 */
public final class FeatureWriter implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final int dimension;
  private final StoredAs stored;
  private final Handle file;
  private final Rows features;
  private final Rows coords;
  private final Rows unreadable;
  private final Texts reasons;
  private boolean open = true;

  private FeatureWriter(
      Path target, Path temporary, int dimension, StoredAs stored, Handle file, int deflate)
      throws FeatureFileException {
    this.target = target;
    this.temporary = temporary;
    this.dimension = dimension;
    this.stored = stored;
    this.file = file;
    this.features = Rows.createFloats(file, "features", dimension, stored, deflate);
    this.coords = Rows.createLongs(file, "coords", 2);
    this.unreadable = Rows.createLongs(file, "unreadable", 2);
    this.reasons = Texts.create(file, "unreadable_reasons");
  }

  /**
   * Starts a file beside {@code target}.
   *
   * @param dimension length of a feature vector, positive
   * @throws FeatureFileException when the file cannot be made there
   */
  public static FeatureWriter create(Path target, int dimension, FeatureAttributes attributes)
      throws IOException {
    return create(target, dimension, attributes, 0);
  }

  /**
   * As above, with the features compressed by zlib, as every HDF5 library reads them.
   *
   * @param deflate 1, quickest, to 9, smallest; 0 for not compressed
   */
  public static FeatureWriter create(
      Path target, int dimension, FeatureAttributes attributes, int deflate) throws IOException {
    requireNonNull(attributes, "attributes");
    if (deflate < 0 || deflate > 9) {
      throw new IllegalArgumentException("deflate is in [0, 9]: " + deflate);
    }
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be positive: " + dimension);
    }
    Path folder = requireNonNull(target.toAbsolutePath().getParent(), "folder of " + target);
    Path temporary = Files.createTempFile(folder, ".features-", ".h5");
    try (Locked _ = Hdf5.lock()) {
      Handle file =
          Handle.of(
              H5Fcreate(temporary.toString(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
              hdf5::H5Fclose,
              "create " + temporary);
      FeatureWriter writer =
          new FeatureWriter(target, temporary, dimension, attributes.stored(), file, deflate);
      AttributeCodec.write(writer.coords.dataset(), attributes);
      return writer;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /**
   * Appends rows.
   *
   * @param values features, [rows, D] row by row
   * @param positions level-0 pixels of the tiles' top left corners, [rows, 2] as x, y
   * @param rows how many, zero or more; the arrays may be longer
   * @throws NonFiniteFeatureException when a feature is NaN, infinite, or beyond what the file can
   *     hold; nothing is written then
   */
  public void append(float[] values, long[] positions, int rows) throws FeatureFileException {
    checkOpen();
    if (rows < 0
        || values.length < Math.multiplyExact(rows, dimension)
        || positions.length < 2 * rows) {
      throw new IllegalArgumentException("arrays are shorter than %d rows".formatted(rows));
    }
    float[] kept = nearest(values, rows * dimension);
    try (Locked _ = Hdf5.lock()) {
      features.append(kept, rows);
      coords.append(positions, rows);
    }
  }

  /** Lists a patch without features. */
  public void append(UnreadablePatch patch) throws FeatureFileException {
    checkOpen();
    try (Locked _ = Hdf5.lock()) {
      unreadable.append(new long[] {patch.x(), patch.y()}, 1);
      reasons.append(patch.reason());
    }
  }

  /** Rows written so far. */
  public long rows() {
    return features.rows();
  }

  /** Makes the file durable and visible under its name. */
  public void finish() throws IOException {
    checkOpen();
    try (Locked _ = Hdf5.lock()) {
      Diversion.settle(
          file, features.dataset(), coords.dataset(), unreadable.dataset(), reasons.dataset());
      closeHandles();
    }
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    try (Locked _ = Hdf5.lock()) {
      if (open) {
        Diversion.divert(file);
        closeHandles();
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void closeHandles() throws FeatureFileException {
    open = false;
    try (Handle _ = file;
        Rows _ = features;
        Rows _ = coords;
        Rows _ = unreadable;
        Texts _ = reasons) {
      // Closed in reverse order: the datasets, then their file.
    }
  }

  private float[] nearest(float[] values, int count) {
    float[] kept = stored == StoredAs.FLOAT32 ? values : new float[count];
    for (int i = 0; i < count; i++) {
      float value = stored.nearest(values[i]);
      if (!Float.isFinite(value)) {
        throw new NonFiniteFeatureException(
            rows() + i / dimension, i % dimension, values[i], stored);
      }
      kept[i] = value;
    }
    return kept;
  }

  private void checkOpen() {
    if (!open) {
      throw new IllegalStateException("the feature file is finished or closed");
    }
  }
}
