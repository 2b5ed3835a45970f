// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.contextile.library.featurefile.Hdf5.Handle;

/**
 * Scalar attributes of one HDF5 object: int64, float64 and variable-length UTF-8 text, which h5py
 * reads as {@code int}, {@code float} and {@code str}. The caller holds the lock.
 */
final class Attributes {
  private final Handle object;

  Attributes(Handle object) {
    this.object = object;
  }

  void write(String name, long value) throws FeatureFileException {
    try (LongPointer pointer = new LongPointer(new long[] {value})) {
      write(name, H5T_STD_I64LE_g(), H5T_NATIVE_INT64_g(), pointer);
    }
  }

  void write(String name, double value) throws FeatureFileException {
    try (DoublePointer pointer = new DoublePointer(new double[] {value})) {
      write(name, H5T_IEEE_F64LE_g(), H5T_NATIVE_DOUBLE_g(), pointer);
    }
  }

  void write(String name, String value) throws FeatureFileException {
    try (Handle text = text();
        BytePointer bytes = new BytePointer(value, StandardCharsets.UTF_8);
        PointerPointer<BytePointer> pointer = new PointerPointer<>(1)) {
      pointer.put(bytes);
      write(name, text.id(), text.id(), pointer);
    }
  }

  boolean has(String name) throws FeatureFileException {
    return Hdf5.check(H5Aexists(object.id(), name), "look for " + name) > 0;
  }

  long integer(String name) throws FeatureFileException {
    try (Handle attribute = open(name, H5T_INTEGER);
        LongPointer value = new LongPointer(1)) {
      Hdf5.check(H5Aread(attribute.id(), H5T_NATIVE_INT64_g(), value), "read " + name);
      return value.get();
    }
  }

  /** A number, stored as either kind. */
  double number(String name) throws FeatureFileException {
    try (Handle attribute = open(name, H5T_FLOAT, H5T_INTEGER);
        DoublePointer value = new DoublePointer(1)) {
      Hdf5.check(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE_g(), value), "read " + name);
      return value.get();
    }
  }

  String text(String name) throws FeatureFileException {
    try (Handle attribute = open(name, H5T_STRING);
        Handle stored = Handle.of(H5Aget_type(attribute.id()), hdf5::H5Tclose, "read " + name);
        Handle text = text();
        PointerPointer<BytePointer> value = new PointerPointer<>(1)) {
      if (Hdf5.check(H5Tis_variable_str(stored.id()), "read " + name) == 0) {
        throw new FeatureFileException("attribute " + name + " is text of a fixed length");
      }
      Hdf5.check(H5Aread(attribute.id(), text.id(), value), "read " + name);
      BytePointer bytes = value.get(BytePointer.class, 0);
      String string = bytes.getString(StandardCharsets.UTF_8);
      Hdf5.check(H5free_memory(bytes), "free text");
      return string;
    }
  }

  private Handle open(String name, int... classes) throws FeatureFileException {
    if (!has(name)) {
      throw new FeatureFileException("attribute " + name + " is missing");
    }
    Handle attribute =
        Handle.of(H5Aopen(object.id(), name, H5P_DEFAULT), hdf5::H5Aclose, "open " + name);
    try (Handle type = Handle.of(H5Aget_type(attribute.id()), hdf5::H5Tclose, "read " + name);
        Handle space = Handle.of(H5Aget_space(attribute.id()), hdf5::H5Sclose, "read " + name)) {
      int stored = H5Tget_class(type.id());
      if (Arrays.stream(classes).noneMatch(c -> c == stored)
          || H5Sget_simple_extent_npoints(space.id()) != 1) {
        throw new FeatureFileException("attribute " + name + " has another type or shape");
      }
      return attribute;
    } catch (FeatureFileException e) {
      attribute.close();
      throw e;
    }
  }

  private void write(String name, long fileType, long memoryType, Pointer value)
      throws FeatureFileException {
    try (Handle space = Handle.of(H5Screate(H5S_SCALAR), hdf5::H5Sclose, "describe " + name);
        Handle attribute =
            Handle.of(
                H5Acreate2(object.id(), name, fileType, space.id(), H5P_DEFAULT, H5P_DEFAULT),
                hdf5::H5Aclose,
                "create attribute " + name)) {
      Hdf5.check(H5Awrite(attribute.id(), memoryType, value), "write " + name);
    }
  }

  /** The type of a text of any length; the caller closes it. */
  static Handle text() throws FeatureFileException {
    Handle type = Handle.of(H5Tcopy(H5T_C_S1_g()), hdf5::H5Tclose, "describe text");
    Hdf5.check(H5Tset_size(type.id(), H5T_VARIABLE), "describe text");
    Hdf5.check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "describe text");
    return type;
  }
}
