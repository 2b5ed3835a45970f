// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.bytedeco.hdf5.global.hdf5.H5Dflush;
import static org.bytedeco.hdf5.global.hdf5.H5F_SCOPE_GLOBAL;
import static org.bytedeco.hdf5.global.hdf5.H5Fflush;
import static org.bytedeco.hdf5.global.hdf5.H5Fget_vfd_handle;
import static org.bytedeco.hdf5.global.hdf5.H5P_DEFAULT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.contextile.library.featurefile.Hdf5.Handle;

/**
 * Lets a file that cannot be written be closed. HDF5 frees what belongs to a dataset also where it
 * could not write its last chunks, but keeps the dataset's identifier, and crashes on it when the
 * process ends. So what is left goes to memory, which closing the file frees.
 */
final class Diversion {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle MEMFD_CREATE = bind("memfd_create", ADDRESS, JAVA_INT);
  private static final MethodHandle DUP2 = bind("dup2", JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = bind("close", JAVA_INT);

  private Diversion() {}

  /**
   * Writes all that HDF5 holds of a file, which may be closed after that whatever became of it. The
   * caller holds the lock.
   *
   * @param datasets of the file: their chunks are written before what describes them, since HDF5
   *     closes no file that it failed to describe
   * @throws FeatureFileException when it cannot be written, such as to a full disk
   */
  static void settle(Handle file, Handle... datasets) throws FeatureFileException {
    try {
      for (Handle dataset : datasets) {
        Hdf5.check(H5Dflush(dataset.id()), "write a dataset");
      }
      Hdf5.check(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "write a file");
    } catch (FeatureFileException e) {
      divert(file);
      throw e;
    }
  }

  /** Has all that HDF5 still writes to the file go nowhere. The caller holds the lock. */
  static void divert(Handle file) throws FeatureFileException {
    try (PointerPointer<IntPointer> pointer = new PointerPointer<>(1);
        Arena arena = Arena.ofConfined()) {
      Hdf5.check(H5Fget_vfd_handle(file.id(), H5P_DEFAULT, pointer), "find a file's descriptor");
      int descriptor = pointer.get(IntPointer.class, 0).get();
      int memory = (int) MEMFD_CREATE.invokeExact(arena.allocateFrom("features"), 0);
      int diverted = (int) DUP2.invokeExact(memory, descriptor);
      int closed = (int) CLOSE.invokeExact(memory);
      if (diverted < 0 || closed < 0) {
        throw new FeatureFileException("a file that cannot be written cannot be closed either");
      }
    } catch (FeatureFileException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle bind(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }
}
