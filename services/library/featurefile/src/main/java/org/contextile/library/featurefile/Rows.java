// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static org.bytedeco.hdf5.global.hdf5.*;

import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.contextile.library.featurefile.Hdf5.Handle;

/**
 * A matrix dataset that grows by rows, stored in chunks of whole rows; reads and writes touch only
 * the rows they name. The caller holds the lock.
 */
final class Rows implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int MAX_CHUNK_ROWS = 4096;

  private final Handle dataset;
  private final long memoryType;
  private final int columns;
  private long rows;

  private Rows(Handle dataset, long memoryType, int columns, long rows) {
    this.dataset = dataset;
    this.memoryType = memoryType;
    this.columns = columns;
    this.rows = rows;
  }

  static Rows createFloats(Handle file, String name, int columns) throws FeatureFileException {
    return createFloats(file, name, columns, StoredAs.FLOAT32, 0);
  }

  /**
   * Values that are given and taken as float32.
   *
   * @param stored what they become in the file; those that it does not have are rounded
   * @param deflate level of zlib's, 1 to 9, after the bytes of a chunk's numbers are sorted by
   *     their place; 0 for none
   */
  static Rows createFloats(Handle file, String name, int columns, StoredAs stored, int deflate)
      throws FeatureFileException {
    long memory = H5T_NATIVE_FLOAT_g();
    return switch (stored) {
      case FLOAT32 -> create(file, name, columns, H5T_IEEE_F32LE_g(), memory, Float.BYTES, deflate);
      case FLOAT16 -> {
        try (Handle half = half()) {
          yield create(file, name, columns, half.id(), memory, Short.BYTES, deflate);
        }
      }
    };
  }

  /** binary16 of IEEE 754, which this version of HDF5 has no name for; as h5py describes it. */
  private static Handle half() throws FeatureFileException {
    Handle type = Handle.of(H5Tcopy(H5T_IEEE_F32LE_g()), hdf5::H5Tclose, "describe float16");
    Hdf5.check(H5Tset_fields(type.id(), 15, 10, 5, 0, 10), "describe float16");
    Hdf5.check(H5Tset_size(type.id(), Short.BYTES), "describe float16");
    Hdf5.check(H5Tset_ebias(type.id(), 15), "describe float16");
    return type;
  }

  static Rows createLongs(Handle file, String name, int columns) throws FeatureFileException {
    return create(file, name, columns, H5T_STD_I64LE_g(), H5T_NATIVE_INT64_g(), Long.BYTES, 0);
  }

  private static Rows create(
      Handle file, String name, int columns, long fileType, long memoryType, int bytes, int deflate)
      throws FeatureFileException {
    int chunkRows = Math.clamp(CHUNK_BYTES / ((long) columns * bytes), 1, MAX_CHUNK_ROWS);
    try (Handle space =
            Handle.of(
                H5Screate_simple(2, new long[] {0, columns}, H5S_UNLIMITED, columns),
                hdf5::H5Sclose,
                "describe " + name);
        Handle layout =
            Handle.of(
                H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g()), hdf5::H5Pclose, "lay out " + name)) {
      Hdf5.check(H5Pset_chunk(layout.id(), 2, chunkRows, columns), "chunk " + name);
      if (deflate > 0) {
        Hdf5.check(H5Pset_shuffle(layout.id()), "compress " + name);
        Hdf5.check(H5Pset_deflate(layout.id(), deflate), "compress " + name);
      }
      // Times would make equal content have unequal digests.
      Hdf5.check(H5Pset_obj_track_times(layout.id(), false), "lay out " + name);
      long id =
          H5Dcreate2(file.id(), name, fileType, space.id(), H5P_DEFAULT, layout.id(), H5P_DEFAULT);
      return new Rows(
          Handle.of(id, hdf5::H5Dclose, "create dataset " + name), memoryType, columns, 0);
    }
  }

  static Rows openFloats(Handle file, String name) throws FeatureFileException {
    return open(file, name, H5T_FLOAT, H5T_NATIVE_FLOAT_g());
  }

  static Rows openLongs(Handle file, String name) throws FeatureFileException {
    return open(file, name, H5T_INTEGER, H5T_NATIVE_INT64_g());
  }

  private static Rows open(Handle file, String name, int typeClass, long memoryType)
      throws FeatureFileException {
    Handle dataset =
        Handle.of(H5Dopen2(file.id(), name, H5P_DEFAULT), hdf5::H5Dclose, "open dataset " + name);
    try (Handle space = Handle.of(H5Dget_space(dataset.id()), hdf5::H5Sclose, "read " + name);
        Handle type = Handle.of(H5Dget_type(dataset.id()), hdf5::H5Tclose, "read " + name)) {
      long[] dimensions = new long[2];
      if (H5Tget_class(type.id()) != typeClass
          || H5Sget_simple_extent_ndims(space.id()) != 2
          || H5Sget_simple_extent_dims(space.id(), dimensions, new long[2]) != 2
          || dimensions[1] > Integer.MAX_VALUE) {
        throw new FeatureFileException("dataset " + name + " has another type or shape");
      }
      return new Rows(dataset, memoryType, (int) dimensions[1], dimensions[0]);
    } catch (FeatureFileException e) {
      dataset.close();
      throw e;
    }
  }

  long rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  Handle dataset() {
    return dataset;
  }

  void append(float[] values, int count) throws FeatureFileException {
    try (FloatPointer pointer = new FloatPointer(values)) {
      append(pointer, count);
    }
  }

  void append(long[] values, int count) throws FeatureFileException {
    try (LongPointer pointer = new LongPointer(values)) {
      append(pointer, count);
    }
  }

  private void append(Pointer values, int count) throws FeatureFileException {
    if (count == 0) {
      return;
    }
    Hdf5.check(H5Dset_extent(dataset.id(), rows + count, columns), "grow a dataset");
    try (Handle file = select(rows, count);
        Handle memory = block(count)) {
      Hdf5.check(
          H5Dwrite(dataset.id(), memoryType, memory.id(), file.id(), H5P_DEFAULT, values),
          "write rows");
    }
    rows += count;
  }

  float[] floats(long from, int count) throws FeatureFileException {
    float[] values = new float[Math.multiplyExact(count, columns)];
    try (FloatPointer pointer = new FloatPointer((long) values.length)) {
      read(from, count, pointer);
      pointer.get(values);
    }
    return values;
  }

  long[] longs(long from, int count) throws FeatureFileException {
    long[] values = new long[Math.multiplyExact(count, columns)];
    try (LongPointer pointer = new LongPointer((long) values.length)) {
      read(from, count, pointer);
      pointer.get(values);
    }
    return values;
  }

  private void read(long from, int count, Pointer values) throws FeatureFileException {
    if (from < 0 || count < 0 || from > rows - count) {
      throw new IndexOutOfBoundsException(
          "rows [%d, %d) of %d".formatted(from, from + count, rows));
    }
    if (count == 0) {
      return;
    }
    try (Handle file = select(from, count);
        Handle memory = block(count)) {
      Hdf5.check(
          H5Dread(dataset.id(), memoryType, memory.id(), file.id(), H5P_DEFAULT, values),
          "read rows");
    }
  }

  private Handle select(long from, int count) throws FeatureFileException {
    Handle space = Handle.of(H5Dget_space(dataset.id()), hdf5::H5Sclose, "select rows");
    Hdf5.check(
        H5Sselect_hyperslab(
            space.id(),
            H5S_SELECT_SET,
            new long[] {from, 0},
            new long[] {1, 1},
            new long[] {count, columns},
            1,
            1),
        "select rows");
    return space;
  }

  private Handle block(int count) throws FeatureFileException {
    long[] shape = {count, columns};
    return Handle.of(H5Screate_simple(2, shape, shape), hdf5::H5Sclose, "select rows");
  }

  @Override
  public void close() throws FeatureFileException {
    dataset.close();
  }
}
