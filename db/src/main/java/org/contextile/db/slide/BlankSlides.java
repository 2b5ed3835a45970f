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

  /**
   * A tile without any tissue is one where none is asked for, and pieces that were too small for
   * the slide's first tiling, of which its share of tissue is, or ink there, may count under this
   * one.
   */
  private static final String OF_COHORT =
      """
      SELECT s.id, s.name FROM cohort_slide AS c
      JOIN slide AS s ON s.id = c.slide_id
      LEFT JOIN tiling AS t ON t.slide_id = s.id AND t.tile_size_px = :tileSizePx AND t.mpp = :mpp
                           AND t.overlap_px = :overlapPx AND t.min_tissue = :minTissue
                           AND t.min_tissue_area_micrometres2 = :area
                           AND t.keep_coloured_ink = :ink
      LEFT JOIN LATERAL (SELECT * FROM tiling WHERE slide_id = s.id ORDER BY id LIMIT 1) AS f ON true
      WHERE s.workspace = :workspace AND c.cohort_id = :cohort
        AND coalesce(
          t.tile_count = 0,
          s.tissue_fraction = 0 AND :minTissue > 0
            AND :area >= coalesce(f.min_tissue_area_micrometres2, 20000)
            AND (NOT :ink OR f.keep_coloured_ink OR s.pen_fraction = 0))
      ORDER BY c.position
      """;

  private final JdbcClient jdbc;

  public BlankSlides(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Those without tissue, or without a tile in all the tilings that they have; in their order. */
  public List<NamedSlide> among(String workspace, Collection<UUID> slides) {
    return found(
        jdbc.sql(ANYWHERE)
            .param("workspace", workspace)
            .param("slides", slides.toArray(UUID[]::new)));
  }

  /** Those of a cohort that have no tile under a tiling, or will have none; in its order. */
  public List<NamedSlide> ofCohort(String workspace, UUID cohort, TilingSpec spec) {
    return found(
        jdbc.sql(OF_COHORT)
            .param("workspace", workspace)
            .param("cohort", cohort)
            .param("tileSizePx", spec.tileSizePx())
            .param("mpp", spec.mpp())
            .param("overlapPx", spec.overlapPx())
            .param("minTissue", spec.minTissue())
            .param("area", spec.minTissueAreaMicrometres2())
            .param("ink", spec.keepColouredInk()));
  }

  private static List<NamedSlide> found(JdbcClient.StatementSpec statement) {
    return statement
        .query((row, _) -> new NamedSlide(row.getObject("id", UUID.class), row.getString("name")))
        .list();
  }
}
