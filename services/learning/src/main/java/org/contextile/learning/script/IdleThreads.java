// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.script;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Lets libtorch's idle threads sleep. OpenMP's default is to spin for the next piece of work, which
 * steals the processor from slide readers, the database and other services: beside a busy process a
 * training was five times slower that way.
 */
final class IdleThreads {

  private IdleThreads() {}

  /**
   * Sets {@code OMP_WAIT_POLICY=PASSIVE} in this process's environment unless it is set already.
   * OpenMP reads it when it is loaded, so this must come before libtorch.
   */
  static void sleep() {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor type =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    MethodHandle setenv = linker.downcallHandle(linker.defaultLookup().findOrThrow("setenv"), type);
    try (Arena arena = Arena.ofConfined()) {
      int unused =
          (int)
              setenv.invokeExact(
                  arena.allocateFrom("OMP_WAIT_POLICY"), arena.allocateFrom("PASSIVE"), 0);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot set the environment", e);
    }
  }
}
