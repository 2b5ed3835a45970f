// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.jpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Whether libjpeg-turbo is there, and its functions that we use: those of the interface of version
 * 2, which version 3 has as well, over the foreign-function API.
 */
public final class TurboJpeg {
  /** The functions without which a library cannot be used. */
  static final List<String> NAMES =
      List.of(
          "tjInitDecompress",
          "tjInitCompress",
          "tjDestroy",
          "tjDecompress2",
          "tjCompress2",
          "tjBufSize",
          "tjGetErrorStr2");

  /** Red, green, blue. */
  static final int RGB = 0;

  /** Chroma of half the size on both axes. */
  static final int CHROMA_420 = 2;

  static final int NO_REALLOCATION = 1024;
  static final int STOP_ON_WARNING = 8192;

  /** Against streams of thousands of scans, which take minutes. */
  static final int LIMIT_SCANS = 32_768;

  private static final TurboJpegLibrary.Found FOUND = TurboJpegLibrary.find();
  private static final String VERSION =
      FOUND.library().isPresent() ? LibraryVersion.of(FOUND.place()) : "none";

  private TurboJpeg() {}

  /** Whether JPEG is decoded and encoded by it in this process. */
  public static boolean isThere() {
    return FOUND.library().isPresent();
  }

  /** Where the library is, or why there is none and what to do. */
  public static String place() {
    return FOUND.place();
  }

  /** The library's version, or its digest where it does not say; one word. */
  public static String version() {
    return VERSION;
  }

  static MemorySegment newDecompressor() {
    return handle(Functions.INIT_DECOMPRESS);
  }

  static MemorySegment newCompressor() {
    return handle(Functions.INIT_COMPRESS);
  }

  static void destroy(MemorySegment handle) {
    try {
      var _ = (int) Functions.DESTROY.invokeExact(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** 0, or -1 after an error. */
  static int decompress(
      MemorySegment handle,
      MemorySegment jpeg,
      long jpegBytes,
      MemorySegment rgb,
      int widthPx,
      int heightPx) {
    try {
      return (int)
          Functions.DECOMPRESS.invokeExact(
              handle,
              jpeg,
              jpegBytes,
              rgb,
              widthPx,
              3 * widthPx,
              heightPx,
              RGB,
              STOP_ON_WARNING | LIMIT_SCANS);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * 0, or -1 after an error.
   *
   * @param place of the address of the target
   * @param size of the target, and afterwards of the stream
   */
  static int compress(
      MemorySegment handle,
      MemorySegment rgb,
      int widthPx,
      int heightPx,
      MemorySegment place,
      MemorySegment size,
      int quality) {
    try {
      return (int)
          Functions.COMPRESS.invokeExact(
              handle,
              rgb,
              widthPx,
              3 * widthPx,
              heightPx,
              RGB,
              place,
              size,
              CHROMA_420,
              quality,
              NO_REALLOCATION);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Bytes that a stream takes at most. */
  static long mostBytes(int widthPx, int heightPx) {
    try {
      return (long) Functions.BUFFER_SIZE.invokeExact(widthPx, heightPx, CHROMA_420);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What went wrong last with a handle. */
  static String error(MemorySegment handle) {
    try {
      var text = (MemorySegment) Functions.ERROR.invokeExact(handle);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MemorySegment handle(MethodHandle init) {
    MemorySegment handle;
    try {
      handle = (MemorySegment) init.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (handle.address() == 0) {
      throw new OutOfMemoryError("libjpeg-turbo gives no handle");
    }
    return handle;
  }

  private static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case Error error -> throw error;
      case RuntimeException runtime -> runtime;
      default -> new IllegalStateException(e);
    };
  }

  /** Bound when first used, which needs the library. */
  private static final class Functions {
    private static final SymbolLookup LIBRARY =
        FOUND.library().orElseThrow(() -> new IllegalStateException(FOUND.place()));

    static final MethodHandle INIT_DECOMPRESS = bind("tjInitDecompress", ADDRESS);
    static final MethodHandle INIT_COMPRESS = bind("tjInitCompress", ADDRESS);
    static final MethodHandle DESTROY = bind("tjDestroy", JAVA_INT, ADDRESS);
    static final MethodHandle DECOMPRESS =
        bind(
            "tjDecompress2",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT);
    static final MethodHandle COMPRESS =
        bind(
            "tjCompress2",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT);
    static final MethodHandle BUFFER_SIZE =
        bind("tjBufSize", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle ERROR = bind("tjGetErrorStr2", ADDRESS, ADDRESS);

    private Functions() {}

    private static MethodHandle bind(String name, ValueLayout result, ValueLayout... arguments) {
      return Linker.nativeLinker()
          .downcallHandle(
              LIBRARY.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
    }
  }
}
