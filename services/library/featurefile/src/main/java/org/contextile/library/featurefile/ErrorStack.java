// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static org.bytedeco.hdf5.global.hdf5.H5E_DEFAULT;
import static org.bytedeco.hdf5.global.hdf5.H5E_WALK_UPWARD;
import static org.bytedeco.hdf5.global.hdf5.H5Ewalk2;

import org.bytedeco.hdf5.H5E_error2_t;
import org.bytedeco.hdf5.H5E_walk2_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** What the HDF5 library says of the last call of this thread that failed. */
final class ErrorStack {
  private ErrorStack() {}

  /** The innermost description, such as that of a full disk, after a colon; may be empty. */
  static String cause() {
    try (First first = new First()) {
      var _ = H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, first, null);
      return first.text.isEmpty() ? "" : ": " + first.text;
    }
  }

  private static final class First extends H5E_walk2_t {
    private String text = "";

    @Override
    public int call(int depth, H5E_error2_t error, Pointer data) {
      BytePointer description = error.desc();
      if (text.isEmpty() && description != null && !description.isNull()) {
        text = description.getString().replaceAll("\\s+", " ").strip();
      }
      return 0;
    }
  }
}
