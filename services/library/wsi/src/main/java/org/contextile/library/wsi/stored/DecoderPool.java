// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import java.util.ArrayDeque;
import java.util.Deque;

/** Decoders that the threads of one slide take in turn. */
final class DecoderPool implements AutoCloseable {
  private final PreadFile file;
  private final Deque<TileDecoder> idle = new ArrayDeque<>();

  DecoderPool(PreadFile file) {
    this.file = file;
  }

  TileDecoder take() {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.removeFirst();
      }
    }
    return new TileDecoder(file);
  }

  void giveBack(TileDecoder decoder) {
    synchronized (idle) {
      idle.addFirst(decoder);
    }
  }

  /** When all are given back. */
  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(TileDecoder::close);
      idle.clear();
    }
    file.close();
  }
}
