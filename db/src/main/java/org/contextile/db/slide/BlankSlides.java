// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the slides of which it is known that no features will come: they have no tile. */
public class BlankSlides {
  private static final String ANYWHERE =
      """
      SELECT s.id, s.name FROM unnest(:slides) WITH ORDINALITY AS asked (id, place)
      JOIN slide AS s ON s.id = asked.id
      WHERE s.workspace = :workspace
        AND (s.tissue_fraction = 0 OR EXISTS (SELECT FROM tiling AS t WHERE t.slide_id = s.id))
        AND NOT EXISTS (SELECT FROM tiling AS t WHERE t.slide_id = s.id AND t.tile_count > 0)
      ORDER BY place
      """;

  private final JdbcClient jdbc;

  public BlankSlides(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Those without tissue, or without a tile in all the tilings that they have; in their order. */
  public List<NamedSlide> among(String workspace, Collection<UUID> slides) {
    return jdbc.sql(ANYWHERE)
        .param("workspace", workspace)
        .param("slides", slides.toArray(UUID[]::new))
        .query((row, _) -> new NamedSlide(row.getObject("id", UUID.class), row.getString("name")))
        .list();
  }
}
