// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads what viewers need of a slide's row, many times a second: a tile is to be refused as soon as
 * its slide is deleted, and an entity costs several times as much as the row.
 */
public class ShownSlideReader {
  private static final String BY_ID =
      """
      SELECT id, artifact_digest, coarse_levels_digest, width_px, height_px
      FROM slide WHERE id = ? AND workspace = ?
      """;

  private final JdbcClient jdbc;

  public ShownSlideReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The workspace's slide of this id. */
  public Optional<ShownSlide> find(UUID id, String workspace) {
    return jdbc.sql(BY_ID)
        .params(id, workspace)
        .query(
            (row, _) ->
                new ShownSlide(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5)))
        .optional();
  }
}
