// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Figures of slides that are not in their rows. */
@Repository
class SlideFigures {
  private static final String FIND =
      """
      SELECT s.id, a.size_bytes, (
        SELECT t.tile_count FROM tiling t WHERE t.slide_id = s.id ORDER BY t.id LIMIT 1) AS tile_count
      FROM slide s JOIN artifact a ON a.digest = s.artifact_digest WHERE s.id IN (:ids)
      """;

  private final JdbcClient jdbc;

  SlideFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Map<UUID, Figures> find(Collection<UUID> slides) {
    if (slides.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .sql(FIND)
        .param("ids", slides)
        .query(
            (row, _) ->
                Map.entry(
                    row.getObject("id", UUID.class),
                    new Figures(
                        row.getLong("size_bytes"), row.getObject("tile_count", Integer.class))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * @param tileCount tiles of the slide's first tiling
   */
  record Figures(long sizeBytes, @Nullable Integer tileCount) {}
}
