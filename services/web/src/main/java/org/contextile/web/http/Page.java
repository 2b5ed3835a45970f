// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;

/**
 * A page of a list, newest first. Its token is opaque to clients: the last id of the page before.
 *
 * @param nextPageToken null on the last page
 */
public record Page<T>(List<T> items, @Nullable String nextPageToken) {

  public Page {
    items = List.copyOf(items);
  }

  /**
   * Reads a page.
   *
   * @param rows finds rows with ids below the given one, newest first
   * @throws ProblemException if the token is not one of ours
   */
  public static <E> Page<E> of(
      int pageSize,
      @Nullable String pageToken,
      Function<E, UUID> id,
      BiFunction<UUID, Limit, List<E>> rows) {
    UUID before = pageToken == null ? Paging.FIRST : decode(pageToken);
    List<E> found = rows.apply(before, Limit.of(pageSize + 1));
    if (found.size() <= pageSize) {
      return new Page<>(found, null);
    }
    List<E> page = found.subList(0, pageSize);
    return new Page<>(page, encode(id.apply(page.getLast())));
  }

  public <R> List<R> map(Function<T, R> mapping) {
    return items.stream().map(mapping).toList();
  }

  private static String encode(UUID id) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  private static UUID decode(String token) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() == 2 * Long.BYTES) {
        return new UUID(bytes.getLong(), bytes.getLong());
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: said below.
    }
    throw new ProblemException(
        ProblemType.BAD_REQUEST.with("pageToken is not one that a list gave."));
  }
}
