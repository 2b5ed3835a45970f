// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static org.bytedeco.hdf5.global.hdf5.H5E_DEFAULT;
import static org.bytedeco.hdf5.global.hdf5.H5Eset_auto2;
import static org.bytedeco.hdf5.global.hdf5.H5open;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongToIntFunction;

/**
 * The HDF5 library: its lock, its handles and its errors.
 *
 * <p>The library keeps global state, so every call of it, on whatever file, is made under one lock.
 * Negative results are errors.
 */
final class Hdf5 {
  private static final ReentrantLock LOCK = new ReentrantLock();

  static {
    H5open();
    H5Eset_auto2(H5E_DEFAULT, null, null);
  }

  private Hdf5() {}

  /** The library's lock, held until closed. */
  static Locked lock() {
    LOCK.lock();
    return LOCK::unlock;
  }

  static long check(long result, String action) throws FeatureFileException {
    if (result < 0) {
      throw new FeatureFileException("HDF5 cannot " + action + ErrorStack.cause());
    }
    return result;
  }

  /** The lock as a resource. */
  interface Locked extends AutoCloseable {
    @Override
    void close();
  }

  /** An identifier of the library, given back when closed. */
  record Handle(long id, LongToIntFunction release) implements AutoCloseable {
    static Handle of(long id, LongToIntFunction release, String action)
        throws FeatureFileException {
      return new Handle(check(id, action), release);
    }

    @Override
    public void close() throws FeatureFileException {
      check(release.applyAsInt(id), "close a handle");
    }
  }
}
