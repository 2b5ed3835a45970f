// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends an object from one of its bytes on. */
@FunctionalInterface
public interface RangedSource {

  /**
   * The object's bytes from one on to the last; the caller closes them. A source that knows no
   * ranges sends all.
   *
   * @throws IOException if it cannot be reached now
   */
  Part from(long firstByte) throws IOException;

  /**
   * What a source sends.
   *
   * @param firstByte where in the object it begins; -1 if it is none of the object's bytes
   */
  record Part(InputStream bytes, long firstByte) implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-.*");

    /**
     * An answer over HTTP.
     *
     * @param contentRange the answer's {@code Content-Range}; null where all was sent
     */
    public static Part of(InputStream bytes, @Nullable String contentRange) {
      if (contentRange == null) {
        return new Part(bytes, 0);
      }
      Matcher range = RANGE.matcher(contentRange);
      return new Part(bytes, range.matches() ? Long.parseLong(range.group(1)) : -1);
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
