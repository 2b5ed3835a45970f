// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
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

  /**
   * As {@link #BY_NAME}; the keys are made before, since no index is searched by what they hide.
   */
  private static final String ALIKE =
      """
      SELECT asked.name AS asked, found.id, found.name
      FROM (SELECT name, slide_key(name) AS key, slide_key(plain) AS plain
            FROM unnest(:names, :plains) AS listed (name, plain) OFFSET 0) AS asked
      CROSS JOIN LATERAL (
        SELECT id, name FROM slide
        WHERE workspace = :workspace AND name_key = ANY (ARRAY[asked.key, asked.plain])
        UNION SELECT id, name FROM slide WHERE workspace = :workspace AND name_stem = asked.plain
        LIMIT 10) AS found
      ORDER BY found.id
      """;

  /** The neighbours of each name in the order of the index, and the newest slides. */
  private static final String NEAR =
      """
      SELECT name FROM (
        SELECT found.name
        FROM (SELECT slide_key(name) AS key FROM unnest(:names) AS name OFFSET 0) AS asked
        CROSS JOIN LATERAL (
          (SELECT name FROM slide WHERE workspace = :workspace AND name_key >= asked.key
           ORDER BY name_key LIMIT 5)
          UNION ALL
          (SELECT name FROM slide WHERE workspace = :workspace AND name_key < asked.key
           ORDER BY name_key DESC LIMIT 5)) AS found
        UNION
        (SELECT name FROM slide WHERE workspace = :workspace ORDER BY id DESC LIMIT :newest)) AS names
      ORDER BY name
      """;

  private static final int NEWEST = 1000;

  private static final Pattern FOLDERS = Pattern.compile(".*[/\\\\]");

  /** CLAM and STAMP name the files of features by the slide. */
  private static final Pattern FEATURES =
      Pattern.compile("\\.(h5|hdf5|pt)$", Pattern.CASE_INSENSITIVE);

  private final JdbcClient jdbc;

  public SlideNameReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The workspace's slides that have one of the names. */
  public List<NamedSlide> named(String workspace, Collection<String> names) {
    return jdbc.sql(BY_NAME)
        .param("workspace", workspace)
        .param("names", possible(names))
        .query((row, _) -> new NamedSlide(row.getObject("id", UUID.class), row.getString("name")))
        .list();
  }

  /**
   * The workspace's slides whose names are like those asked for: the same but for case and
   * Unicode's composition, or the same file's. At most ten each.
   */
  public Map<String, List<NamedSlide>> alike(String workspace, Collection<String> names) {
    String[] possible = possible(names);
    Map<String, List<NamedSlide>> found = new HashMap<>();
    jdbc.sql(ALIKE)
        .param("workspace", workspace)
        .param("names", possible)
        .param("plains", Arrays.stream(possible).map(SlideNameReader::plain).toArray(String[]::new))
        .query(
            row -> {
              NamedSlide slide =
                  new NamedSlide(row.getObject("id", UUID.class), row.getString("name"));
              found.computeIfAbsent(row.getString("asked"), _ -> new ArrayList<>()).add(slide);
            });
    return found;
  }

  /** A name without folders and the extension of a file of features. */
  public static String plain(String name) {
    return FEATURES.matcher(FOLDERS.matcher(name).replaceFirst("")).replaceFirst("");
  }

  /** Names of slides that may have been meant: those that sort beside these, and the newest. */
  public List<String> near(String workspace, Collection<String> names) {
    return jdbc.sql(NEAR)
        .param("workspace", workspace)
        .param("names", possible(names))
        .param("newest", NEWEST)
        .query(String.class)
        .list();
  }

  /** PostgreSQL's text holds no NUL, so that no slide is called so. */
  private static String[] possible(Collection<String> names) {
    return names.stream().filter(name -> name.indexOf('\0') < 0).toArray(String[]::new);
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
