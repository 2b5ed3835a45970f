// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that several threads read at any place, into native memory and without a seek: POSIX's
 * {@code pread}. A channel of Java would be closed for all threads when one of them is interrupted.
 */
final class PreadFile implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle NUMBER =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** C's {@code struct iovec}, for the one part that a read has. */
  private static final StructLayout PART =
      MemoryLayout.structLayout(ADDRESS.withName("base"), JAVA_LONG.withName("length"));

  private static final MethodHandle OPEN = bind("open", JAVA_INT, 2, ADDRESS, JAVA_INT);
  private static final MethodHandle PREAD =
      bind("pread", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle CLOSE = bind("close", JAVA_INT, -1, JAVA_INT);

  /** Of glibc; null where the C library has none. */
  private static final @Nullable MethodHandle PREADV2 =
      LINKER.defaultLookup().find("preadv2").isPresent()
          ? bind("preadv2", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT)
          : null;

  /** RWF_NOWAIT of Linux: what is not in memory is not read. */
  private static final int NO_WAIT = 8;

  /** O_RDONLY and O_CLOEXEC of Linux. */
  private static final int READ_ONLY = 0x80000;

  private static final int INTERRUPTED = 4;

  private final String name;
  private final int descriptor;
  private final long size;
  private boolean closed;

  private PreadFile(String name, int descriptor, long size) {
    this.name = name;
    this.descriptor = descriptor;
    this.size = size;
  }

  static PreadFile open(Path file) throws IOException {
    long size = Files.size(file);
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      int descriptor =
          (int) OPEN.invokeExact(state, arena.allocateFrom(file.toString()), READ_ONLY);
      if (descriptor < 0) {
        throw new IOException(file + " cannot be opened: errno " + (int) NUMBER.get(state, 0L));
      }
      return new PreadFile(String.valueOf(file.getFileName()), descriptor, size);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Memory for the state of one thread's calls. */
  static MemorySegment newState(Arena arena) {
    return arena.allocate(STATE);
  }

  /** Memory for the arguments of one thread's {@link #readAtHand}. */
  static MemorySegment newPart(Arena arena) {
    return arena.allocate(PART);
  }

  /** Whether the file had these bytes when it was opened. */
  boolean has(long at, long length) {
    return at >= 0 && length >= 0 && at <= size - length;
  }

  /**
   * Reads bytes to a place of native memory. Not after {@link #close}, which whoever shares the
   * file sees to.
   */
  void read(long at, MemorySegment target, long to, long length, MemorySegment state)
      throws IOException {
    long done = 0;
    while (done < length) {
      long read = pread(at + done, target.asSlice(to + done, length - done), state);
      if (read == 0) {
        throw new IOException(name + " has become shorter");
      }
      if (read < 0) {
        int error = (int) NUMBER.get(state, 0L);
        if (error != INTERRUPTED) {
          throw new IOException(name + " cannot be read: errno " + error);
        }
      } else {
        done += read;
      }
    }
  }

  /**
   * Reads bytes that the system has in memory already, and waits for no disk. Where it cannot, for
   * whatever reason, the target is left undefined.
   *
   * @param part from {@link #newPart}
   * @return whether it had them all
   */
  boolean readAtHand(
      long at, MemorySegment target, long to, long length, MemorySegment state, MemorySegment part)
      throws IOException {
    if (PREADV2 == null) {
      return false;
    }
    part.set(ADDRESS, 0, target.asSlice(to, length));
    part.set(JAVA_LONG, ADDRESS.byteSize(), length);
    try {
      return (long) PREADV2.invokeExact(state, descriptor, part, 1, at, NO_WAIT) == length;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (var arena = Arena.ofConfined()) {
      var _ = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long pread(long at, MemorySegment target, MemorySegment state) throws IOException {
    try {
      return (long) PREAD.invokeExact(state, descriptor, target, target.byteSize(), at);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IOException unexpected(Throwable e) {
    return switch (e) {
      case Error error -> throw error;
      case RuntimeException runtime -> throw runtime;
      case IOException io -> io;
      default -> new IOException(e);
    };
  }

  /**
   * @param firstVariadic index of the first argument that C passes in another way; below 0 for none
   */
  private static MethodHandle bind(
      String name, ValueLayout result, int firstVariadic, ValueLayout... arguments) {
    var function = LINKER.defaultLookup().findOrThrow(name);
    var descriptor = FunctionDescriptor.of(result, arguments);
    return firstVariadic < 0
        ? LINKER.downcallHandle(function, descriptor, ERRNO)
        : LINKER.downcallHandle(
            function, descriptor, ERRNO, Linker.Option.firstVariadicArg(firstVariadic));
  }
}
