// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.contextile.db.Paging;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Slides of a name are found without reading the others, as the database itself counts. */
@SpringBootTest(classes = SlideNamesIT.Application.class)
@SuppressWarnings("NullAway.Init") // Spring sets the fields.
class SlideNamesIT {
  private static final int SLIDES = 20_000;

  @EnableAutoConfiguration
  @Import(org.contextile.db.DatabaseConfiguration.class)
  static class Application {}

  @Autowired private SlideRepository slides;
  @Autowired private SlideNameReader names;
  @Autowired private JdbcClient jdbc;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    TestDatabase.migrated().addTo(properties::add);
    // One connection, whose counts are all told when they are asked for.
    properties.add("spring.datasource.hikari.maximum-pool-size", () -> 1);
  }

  @Test
  void aNameIsFoundByItsIndex() {
    fill();

    long page =
        rowsRead(
            () ->
                assertThat(
                        slides.findByWorkspaceAndNameAndIdLessThanOrderByIdDesc(
                            "w", "slide-777.svs", Paging.FIRST, Limit.of(51)))
                    .hasSize(1));
    List<String> asked = IntStream.range(0, 100).mapToObj(i -> "slide-" + i + ".svs").toList();
    long many = rowsRead(() -> assertThat(names.named("w", asked)).hasSize(99));

    List<String> stems = IntStream.range(0, 100).mapToObj(i -> "old/SLIDE-" + i + ".h5").toList();
    long alike = rowsRead(() -> assertThat(names.alike("w", stems)).hasSize(99));
    assertThat(alike).isBetween(99L, 400L);
    assertThat(names.near("w", List.of("slide-77x"))).contains("slide-78.svs");
    assertThat(page).isBetween(1L, 10L);
    assertThat(many).isBetween(99L, 300L);
  }

  /** Without an ANALYZE, as after a large import. */
  private void fill() {
    jdbc.sql(
            "INSERT INTO artifact (digest, size_bytes, media_type) VALUES (:digest, 1,"
                + " 'image/tiff')")
        .param("digest", "a".repeat(64))
        .update();
    jdbc.sql(
            """
            INSERT INTO slide (workspace, name, artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                               mpp_source, openslide_version)
            SELECT 'w', 'slide-' || i || '.svs', :digest, 'aperio', 1, 1, '[]', 0.5, 0.5, 'OPENSLIDE', '4.0.1'
            FROM generate_series(1, :slides) AS i
            """)
        .param("digest", "a".repeat(64))
        .param("slides", SLIDES)
        .update();
    // Named as another workspace's, too.
    jdbc.sql(
            """
            INSERT INTO slide (workspace, name, artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                               mpp_source, openslide_version)
            SELECT 'other', name, artifact_digest, vendor, 1, 1, '[]', 0.5, 0.5, 'OPENSLIDE', '4.0.1' FROM slide
            """)
        .update();
  }

  /** How many rows of slides, or entries of their indexes, the database read. */
  private long rowsRead(Runnable query) {
    long before = rowsRead();
    query.run();
    return rowsRead() - before;
  }

  private long rowsRead() {
    jdbc.sql("SELECT pg_stat_force_next_flush()").query((_, _) -> true).single();
    return jdbc.sql(
            """
            SELECT (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'slide')
                   + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'slide')
            """)
        .query(Long.class)
        .single();
  }
}
