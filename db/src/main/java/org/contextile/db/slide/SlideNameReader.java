// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the names and ids of many slides at once: one query however many they are. */
public class SlideNameReader {
  /** One look into the index of names for each, whatever the planner believes about the table. */
  private static final String BY_NAME =
      """
      SELECT found.id, found.name
      FROM unnest(:names) AS asked
      CROSS JOIN LATERAL (
        SELECT id, name FROM slide WHERE workspace = :workspace AND name = asked OFFSET 0) AS found
      ORDER BY found.id
      """;

  private static final String BY_ID =
      """
      SELECT id, name FROM slide WHERE workspace = :workspace AND id = ANY (:ids) ORDER BY id
      """;

  private final JdbcClient jdbc;

  public SlideNameReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The workspace's slides that have one of the names. */
  public List<NamedSlide> named(String workspace, Collection<String> names) {
    // PostgreSQL's text holds no NUL, so that no slide is called so.
    String[] possible =
        names.stream().filter(name -> name.indexOf('\0') < 0).toArray(String[]::new);
    return jdbc.sql(BY_NAME)
        .param("workspace", workspace)
        .param("names", possible)
        .query((row, _) -> new NamedSlide(row.getObject("id", UUID.class), row.getString("name")))
        .list();
  }

  /** Those of the slides that the workspace has. */
  public List<NamedSlide> known(String workspace, Collection<UUID> ids) {
    return jdbc.sql(BY_ID)
        .param("workspace", workspace)
        .param("ids", ids.toArray(UUID[]::new))
        .query((row, _) -> new NamedSlide(row.getObject("id", UUID.class), row.getString("name")))
        .list();
  }
}
