// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.List;
import java.util.UUID;
import org.contextile.db.slide.TilingSpec;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is known of a cohort's slides under a tiling, before any feature is there. */
public class TiledCohorts {

  /**
   * A tile without any tissue is one where none is asked for, and pieces that were too small for
   * the slide's first tiling, of which its share of tissue is, or ink there, may count under this
   * one.
   */
  private static final String ROWS =
      """
      SELECT s.id, s.name, (s.mpp_x + s.mpp_y) / 2 AS mpp, c.position, c.patient, c.label, c.fold,
        coalesce(
          t.tile_count = 0,
          s.tissue_fraction = 0 AND :minTissue > 0
            AND :area >= coalesce(f.min_tissue_area_micrometres2, 20000)
            AND (NOT :ink OR f.keep_coloured_ink OR s.pen_fraction = 0),
          false) AS blank
      FROM cohort_slide AS c
      JOIN slide AS s ON s.id = c.slide_id
      LEFT JOIN tiling AS t ON t.slide_id = s.id AND t.tile_size_px = :tileSizePx AND t.mpp = :mpp
                           AND t.overlap_px = :overlapPx AND t.min_tissue = :minTissue
                           AND t.min_tissue_area_micrometres2 = :area
                           AND t.keep_coloured_ink = :ink
      LEFT JOIN LATERAL (SELECT * FROM tiling WHERE slide_id = s.id ORDER BY id LIMIT 1) AS f ON true
      WHERE s.workspace = :workspace AND c.cohort_id = :cohort
      ORDER BY c.position
      """;

  private final JdbcClient jdbc;

  public TiledCohorts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A slide of a cohort.
   *
   * @param row its place, patient, label and fold
   * @param mpp micrometres per pixel
   * @param blank whether it has no tile under the tiling, or will have none
   */
  public record Row(CohortSlideEntity row, String name, double mpp, boolean blank) {}

  /** All slides of a cohort in the user's order. */
  public List<Row> rows(String workspace, UUID cohort, TilingSpec spec) {
    return jdbc.sql(ROWS)
        .param("workspace", workspace)
        .param("cohort", cohort)
        .param("tileSizePx", spec.tileSizePx())
        .param("mpp", spec.mpp())
        .param("overlapPx", spec.overlapPx())
        .param("minTissue", spec.minTissue())
        .param("area", spec.minTissueAreaMicrometres2())
        .param("ink", spec.keepColouredInk())
        .query(
            (row, _) ->
                new Row(
                    new CohortSlideEntity(
                        new CohortSlideKey(cohort, row.getObject("id", UUID.class)),
                        row.getInt("position"),
                        row.getString("patient"),
                        row.getString("label"),
                        row.getObject("fold", Integer.class)),
                    row.getString("name"),
                    row.getDouble("mpp"),
                    row.getBoolean("blank")))
        .list();
  }
}
