// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file as a decoder is to see it: some of its parts, and bytes of ours between. So a decoder
 * never meets what it might go by beside the picture itself: profiles, previews, texts, other tags.
 */
final class SplicedStream extends ImageInputStreamImpl {
  private final FileChannel channel;
  private final List<Part> parts;
  private final long length;

  private SplicedStream(Path file, Parts parts) throws IOException {
    this.channel = FileChannel.open(file);
    this.parts = List.copyOf(parts.parts);
    this.length = parts.length;
  }

  /**
   * A part of the stream.
   *
   * @param start where it begins in the stream
   * @param at where it begins in the file; -1 for bytes of ours
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes are read, never compared
  private record Part(long start, long length, long at, byte[] ours) {}

  /** What to show of a file. */
  static final class Parts {
    private final List<Part> parts = new ArrayList<>();
    private long length;

    /** The file as it is. */
    static Parts whole(long size) {
      return new Parts().add(0, size);
    }

    /** A part of the file. */
    Parts add(long at, long bytes) {
      Part last = parts.isEmpty() ? null : parts.getLast();
      if (last != null && last.at >= 0 && last.at + last.length == at) {
        parts.set(parts.size() - 1, new Part(last.start, last.length + bytes, last.at, last.ours));
      } else {
        parts.add(new Part(length, bytes, at, new byte[0]));
      }
      length += bytes;
      return this;
    }

    Parts add(byte[] ours) {
      parts.add(new Part(length, ours.length, -1, ours));
      length += ours.length;
      return this;
    }

    SplicedStream open(Path file) throws IOException {
      return new SplicedStream(file, this);
    }
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int most) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (most == 0) {
      return 0;
    }
    if (streamPos >= length) {
      return -1;
    }
    Part part = partAt(streamPos);
    long inside = streamPos - part.start;
    int count = (int) Math.min(most, part.length - inside);
    if (part.at < 0) {
      System.arraycopy(part.ours, (int) inside, bytes, offset, count);
    } else {
      count = channel.read(ByteBuffer.wrap(bytes, offset, count), part.at + inside);
    }
    streamPos += Math.max(count, 0);
    return count;
  }

  @Override
  public void close() throws IOException {
    super.close();
    channel.close();
  }

  private Part partAt(long position) {
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (parts.get(middle).start <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return parts.get(low);
  }
}
