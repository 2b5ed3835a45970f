// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@code openslide.h} that we use, over the foreign-function API. An {@code
 * openslide_t *} is a {@link MemorySegment}. Nothing here checks errors.
 */
final class OpenSlideFunctions {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = OpenSlideLibrary.load();

  private static final MethodHandle VERSION = bind("openslide_get_version", ADDRESS);
  private static final MethodHandle VENDOR = bind("openslide_detect_vendor", ADDRESS, ADDRESS);
  private static final MethodHandle OPEN = bind("openslide_open", ADDRESS, ADDRESS);
  private static final MethodHandle CLOSE = bind("openslide_close", null, ADDRESS);
  private static final MethodHandle ERROR = bind("openslide_get_error", ADDRESS, ADDRESS);
  private static final MethodHandle LEVELS = bind("openslide_get_level_count", JAVA_INT, ADDRESS);
  private static final MethodHandle DIMENSIONS =
      bind("openslide_get_level_dimensions", null, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle DOWNSAMPLE =
      bind("openslide_get_level_downsample", JAVA_DOUBLE, ADDRESS, JAVA_INT);
  private static final MethodHandle READ_REGION =
      bind(
          "openslide_read_region",
          null,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG);
  private static final MethodHandle PROPERTY_NAMES =
      bind("openslide_get_property_names", ADDRESS, ADDRESS);
  private static final MethodHandle PROPERTY =
      bind("openslide_get_property_value", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle ASSOCIATED_NAMES =
      bind("openslide_get_associated_image_names", ADDRESS, ADDRESS);
  private static final MethodHandle ASSOCIATED_DIMENSIONS =
      bind("openslide_get_associated_image_dimensions", null, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle ASSOCIATED_READ =
      bind("openslide_read_associated_image", null, ADDRESS, ADDRESS, ADDRESS);

  private static final MethodHandle CACHE_CREATE =
      bind("openslide_cache_create", ADDRESS, JAVA_LONG);
  private static final MethodHandle CACHE_SET = bind("openslide_set_cache", null, ADDRESS, ADDRESS);
  private static final MethodHandle CACHE_RELEASE = bind("openslide_cache_release", null, ADDRESS);

  private OpenSlideFunctions() {}

  static String version() {
    return string(pointer(VERSION)).orElseThrow();
  }

  static Optional<String> detectVendor(String file) {
    try (var arena = Arena.ofConfined()) {
      return string(pointer(VENDOR, arena.allocateFrom(file)));
    }
  }

  /** A handle, possibly one that is dead already; empty when the file is no slide. */
  static Optional<MemorySegment> open(String file) {
    try (var arena = Arena.ofConfined()) {
      var handle = pointer(OPEN, arena.allocateFrom(file));
      return isNull(handle) ? Optional.empty() : Optional.of(handle);
    }
  }

  static void close(MemorySegment slide) {
    run(CLOSE, slide);
  }

  /** What made this handle unusable, if anything did. */
  static Optional<String> error(MemorySegment slide) {
    return string(pointer(ERROR, slide));
  }

  static int levelCount(MemorySegment slide) {
    return (int) call(LEVELS, slide);
  }

  static long[] levelDimensions(MemorySegment slide, int level) {
    try (var arena = Arena.ofConfined()) {
      var size = arena.allocate(JAVA_LONG, 2);
      run(DIMENSIONS, slide, level, size, size.asSlice(JAVA_LONG.byteSize()));
      return size.toArray(JAVA_LONG);
    }
  }

  static double levelDownsample(MemorySegment slide, int level) {
    return (double) call(DOWNSAMPLE, slide, level);
  }

  /** Writes premultiplied ARGB, one native-endian int a pixel. */
  static void readRegion(
      MemorySegment slide,
      MemorySegment target,
      long x,
      long y,
      int level,
      long widthPx,
      long heightPx) {
    try {
      READ_REGION.invokeExact(slide, target, x, y, level, widthPx, heightPx);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static List<String> propertyNames(MemorySegment slide) {
    return strings(pointer(PROPERTY_NAMES, slide));
  }

  static Optional<String> property(MemorySegment slide, String name) {
    try (var arena = Arena.ofConfined()) {
      return string(pointer(PROPERTY, slide, arena.allocateFrom(name)));
    }
  }

  static List<String> associatedImageNames(MemorySegment slide) {
    return strings(pointer(ASSOCIATED_NAMES, slide));
  }

  static long[] associatedImageDimensions(MemorySegment slide, String name) {
    try (var arena = Arena.ofConfined()) {
      var size = arena.allocate(JAVA_LONG, 2);
      run(
          ASSOCIATED_DIMENSIONS,
          slide,
          arena.allocateFrom(name),
          size,
          size.asSlice(JAVA_LONG.byteSize()));
      return size.toArray(JAVA_LONG);
    }
  }

  static void readAssociatedImage(MemorySegment slide, String name, MemorySegment target) {
    try (var arena = Arena.ofConfined()) {
      run(ASSOCIATED_READ, slide, arena.allocateFrom(name), target);
    }
  }

  /** Gives the handle a cache of decoded tiles of its own. */
  static void setCache(MemorySegment slide, long bytes) {
    var cache = pointer(CACHE_CREATE, bytes);
    run(CACHE_SET, slide, cache);
    run(CACHE_RELEASE, cache);
  }

  private static MethodHandle bind(
      String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    var descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    return LIBRARY
        .find(name)
        .map(symbol -> LINKER.downcallHandle(symbol, descriptor))
        .orElseThrow(() -> new UnsatisfiedLinkError("the OpenSlide library has no " + name));
  }

  private static MemorySegment pointer(MethodHandle function, Object... arguments) {
    return (MemorySegment) call(function, arguments);
  }

  private static void run(MethodHandle function, Object... arguments) {
    try {
      function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case Error error -> throw error;
      case RuntimeException runtime -> runtime;
      default -> new IllegalStateException(e);
    };
  }

  private static boolean isNull(MemorySegment pointer) {
    return pointer.address() == 0;
  }

  private static Optional<String> string(MemorySegment pointer) {
    return isNull(pointer)
        ? Optional.empty()
        : Optional.of(pointer.reinterpret(Long.MAX_VALUE).getString(0));
  }

  private static List<String> strings(MemorySegment array) {
    var all = array.reinterpret(Long.MAX_VALUE);
    var values = new ArrayList<String>();
    for (long i = 0; ; i++) {
      var value = string(all.getAtIndex(ADDRESS, i));
      if (value.isEmpty()) {
        return List.copyOf(values);
      }
      values.add(value.get());
    }
  }
}
