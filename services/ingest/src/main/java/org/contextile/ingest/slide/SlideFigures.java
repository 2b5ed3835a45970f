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
      SELECT s.id, a.size_bytes, s.main_file IS NULL AS alone, f.file_count, f.file_bytes, (
        SELECT t.tile_count FROM tiling t WHERE t.slide_id = s.id ORDER BY t.id LIMIT 1) AS tile_count
      FROM slide s JOIN artifact a ON a.digest = s.artifact_digest
      LEFT JOIN LATERAL (
        SELECT count(*) AS file_count, sum(b.size_bytes) AS file_bytes
        FROM artifact_part p JOIN artifact b ON b.digest = p.part
        WHERE p.whole = s.artifact_digest) f ON s.main_file IS NOT NULL
      WHERE s.id IN (:ids)
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
            (row, _) -> {
              boolean alone = row.getBoolean("alone");
              return Map.entry(
                  row.getObject("id", UUID.class),
                  new Figures(
                      alone ? 1 : row.getInt("file_count"),
                      row.getLong(alone ? "size_bytes" : "file_bytes"),
                      row.getObject("tile_count", Integer.class)));
            })
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * @param fileCount files that differ in their bytes
   * @param sizeBytes of all files
   * @param tileCount tiles of the slide's first tiling
   */
  record Figures(int fileCount, long sizeBytes, @Nullable Integer tileCount) {}
}
