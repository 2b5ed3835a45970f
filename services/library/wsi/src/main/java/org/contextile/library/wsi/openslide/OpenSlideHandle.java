// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.jspecify.annotations.Nullable;

/**
 * An OpenSlide handle that survives bad regions. OpenSlide's handle is dead after its first error,
 * for every thread; here it is reopened, and only the reader whose region is bad learns of it.
 */
final class OpenSlideHandle implements AutoCloseable {
  /** One call of OpenSlide on a live handle. */
  @FunctionalInterface
  interface NativeRead {
    void from(MemorySegment slide);
  }

  /** Neighbouring tiles share stored tiles; 64 MiB hold a strip of them. */
  private static final long CACHE_BYTES = 64L << 20;

  private final Path file;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable MemorySegment slide;

  OpenSlideHandle(Path file) throws UnreadableSlideException {
    this.file = file;
    this.slide = open(file);
  }

  /**
   * Runs a read, beside others of other threads.
   *
   * @throws UnreadableRegionException when the read itself is at fault
   */
  void read(NativeRead read) throws UnreadableRegionException {
    lock.readLock().lock();
    try {
      var current = live();
      read.from(current);
      if (OpenSlideFunctions.error(current).isEmpty()) {
        return;
      }
    } finally {
      lock.readLock().unlock();
    }
    readAlone(read);
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (slide != null) {
        OpenSlideFunctions.close(slide);
        slide = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Tells a bad region from a handle that another thread's bad region has killed. */
  private void readAlone(NativeRead read) throws UnreadableRegionException {
    lock.writeLock().lock();
    try {
      if (OpenSlideFunctions.error(live()).isPresent()) {
        reopen();
      }
      read.from(live());
      var error = OpenSlideFunctions.error(live());
      if (error.isPresent()) {
        reopen();
        throw new UnreadableRegionException(file.getFileName() + ": " + error.get());
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void reopen() throws UnreadableRegionException {
    try {
      var fresh = open(file);
      OpenSlideFunctions.close(live());
      slide = fresh;
    } catch (UnreadableSlideException e) {
      throw new UnreadableRegionException(file.getFileName() + ": cannot be reopened", e);
    }
  }

  private MemorySegment live() {
    if (slide == null) {
      throw new IllegalStateException("the slide is closed: " + file.getFileName());
    }
    return slide;
  }

  private static MemorySegment open(Path file) throws UnreadableSlideException {
    var handle =
        OpenSlideFunctions.open(file.toString())
            .orElseThrow(
                () ->
                    new UnreadableSlideException(
                        file.getFileName() + " is not a slide in a format OpenSlide knows"));
    var error = OpenSlideFunctions.error(handle);
    if (error.isPresent()) {
      OpenSlideFunctions.close(handle);
      throw new UnreadableSlideException(file.getFileName() + ": " + error.get());
    }
    OpenSlideFunctions.setCache(handle, CACHE_BYTES);
    return handle;
  }
}
