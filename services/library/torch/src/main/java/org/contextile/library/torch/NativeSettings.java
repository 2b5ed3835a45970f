// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Environment variables of this process that libtorch and OpenMP read when they are loaded. What
 * the user has set himself stays.
 */
final class NativeSettings {

  private NativeSettings() {}

  /** To be called before libtorch is loaded. */
  static void apply() {
    // OpenMP's idle threads spin by default, which steals the processor from slide readers, the
    // database and other services: beside a busy process a training was five times slower.
    set("OMP_WAIT_POLICY", "PASSIVE");
    // Activations are given back to the system at once; in small pages, faulting them in again
    // took a tenth of the time. Linux only.
    set("THP_MEM_ALLOC_ENABLE", "1");
  }

  private static void set(String name, String value) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor type =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    MethodHandle setenv = linker.downcallHandle(linker.defaultLookup().findOrThrow("setenv"), type);
    try (Arena arena = Arena.ofConfined()) {
      int unused = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot set the environment", e);
    }
  }
}
