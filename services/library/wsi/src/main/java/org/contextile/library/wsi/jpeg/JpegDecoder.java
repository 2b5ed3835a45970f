// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.jpeg;

import java.lang.foreign.MemorySegment;

/** Decodes JPEG streams by libjpeg-turbo, from native memory to native memory. For one thread. */
public final class JpegDecoder implements AutoCloseable {
  private final MemorySegment handle = TurboJpeg.newDecompressor();
  private boolean closed;

  /**
   * Decodes a stream to red, green, blue, row by row, exactly: the accurate inverse transform, and
   * chroma enlarged smoothly, as libjpeg does by itself.
   *
   * @param jpeg native memory that begins with the stream
   * @param bytes of the stream
   * @param rgb native memory, of at least {@code 3 · widthPx · heightPx} bytes
   * @param widthPx of the picture, or of a half, a quarter or an eighth of it, rounded up; the
   *     picture is then decoded to that size. The caller knows the picture's own size: a smaller
   *     one is decoded to its own
   * @param heightPx likewise
   * @throws JpegException when it cannot be decoded without a doubt
   */
  public void decode(MemorySegment jpeg, long bytes, MemorySegment rgb, int widthPx, int heightPx)
      throws JpegException {
    if (closed) {
      throw new IllegalStateException("the decoder is closed");
    }
    if (bytes > jpeg.byteSize() || 3L * widthPx * heightPx > rgb.byteSize()) {
      throw new IllegalArgumentException("too little memory for the stream or its pixels");
    }
    if (TurboJpeg.decompress(handle, jpeg, bytes, rgb, widthPx, heightPx) != 0) {
      throw new JpegException(TurboJpeg.error(handle));
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      TurboJpeg.destroy(handle);
    }
  }
}
