// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.contextile.library.featurefile.Hdf5.Handle;

/** A list of UTF-8 texts of any length that grows at its end. The caller holds the lock. */
final class Texts implements AutoCloseable {
  private static final long CHUNK_ROWS = 256;

  private final Handle dataset;
  private long rows;

  private Texts(Handle dataset, long rows) {
    this.dataset = dataset;
    this.rows = rows;
  }

  static Texts create(Handle file, String name) throws FeatureFileException {
    try (Handle text = Attributes.text();
        Handle space =
            Handle.of(
                H5Screate_simple(1, new long[] {0}, new long[] {H5S_UNLIMITED}),
                hdf5::H5Sclose,
                "describe " + name);
        Handle layout =
            Handle.of(
                H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g()), hdf5::H5Pclose, "lay out " + name)) {
      Hdf5.check(H5Pset_chunk(layout.id(), 1, new long[] {CHUNK_ROWS}), "chunk " + name);
      Hdf5.check(H5Pset_obj_track_times(layout.id(), false), "lay out " + name);
      long id =
          H5Dcreate2(file.id(), name, text.id(), space.id(), H5P_DEFAULT, layout.id(), H5P_DEFAULT);
      return new Texts(Handle.of(id, hdf5::H5Dclose, "create dataset " + name), 0);
    }
  }

  static Texts open(Handle file, String name) throws FeatureFileException {
    Handle dataset =
        Handle.of(H5Dopen2(file.id(), name, H5P_DEFAULT), hdf5::H5Dclose, "open dataset " + name);
    try (Handle space = Handle.of(H5Dget_space(dataset.id()), hdf5::H5Sclose, "read " + name);
        Handle type = Handle.of(H5Dget_type(dataset.id()), hdf5::H5Tclose, "read " + name)) {
      long[] rows = new long[1];
      if (H5Tis_variable_str(type.id()) <= 0
          || H5Sget_simple_extent_ndims(space.id()) != 1
          || H5Sget_simple_extent_dims(space.id(), rows, new long[1]) != 1) {
        throw new FeatureFileException("dataset " + name + " has another type or shape");
      }
      return new Texts(dataset, rows[0]);
    } catch (FeatureFileException e) {
      dataset.close();
      throw e;
    }
  }

  long rows() {
    return rows;
  }

  Handle dataset() {
    return dataset;
  }

  void append(String value) throws FeatureFileException {
    Hdf5.check(H5Dset_extent(dataset.id(), new long[] {rows + 1}), "grow a dataset");
    try (Handle text = Attributes.text();
        Handle file = Handle.of(H5Dget_space(dataset.id()), hdf5::H5Sclose, "select a text");
        Handle memory =
            Handle.of(
                H5Screate_simple(1, new long[] {1}, new long[] {1}),
                hdf5::H5Sclose,
                "select a text");
        BytePointer bytes = new BytePointer(value, StandardCharsets.UTF_8);
        PointerPointer<BytePointer> pointer = new PointerPointer<>(1)) {
      Hdf5.check(
          H5Sselect_hyperslab(
              file.id(),
              H5S_SELECT_SET,
              new long[] {rows},
              new long[] {1},
              new long[] {1},
              new long[] {1}),
          "select a text");
      pointer.put(bytes);
      Hdf5.check(
          H5Dwrite(dataset.id(), text.id(), memory.id(), file.id(), H5P_DEFAULT, pointer),
          "write a text");
    }
    rows++;
  }

  List<String> all() throws FeatureFileException {
    List<String> values = new ArrayList<>();
    if (rows == 0) {
      return values;
    }
    try (Handle text = Attributes.text();
        PointerPointer<BytePointer> pointer = new PointerPointer<>(rows)) {
      Hdf5.check(
          H5Dread(dataset.id(), text.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointer), "read texts");
      for (long i = 0; i < rows; i++) {
        BytePointer bytes = pointer.get(BytePointer.class, i);
        values.add(bytes.getString(StandardCharsets.UTF_8));
        Hdf5.check(H5free_memory(bytes), "free a text");
      }
    }
    return values;
  }

  @Override
  public void close() throws FeatureFileException {
    dataset.close();
  }
}
