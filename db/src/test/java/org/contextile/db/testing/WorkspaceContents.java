// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What lies in the tables that hold rows of workspaces, whichever these are. */
public final class WorkspaceContents {
  private final String digests;

  /**
   * @param jdbc of a database with its schema
   */
  public WorkspaceContents(JdbcClient jdbc) {
    digests =
        jdbc
            .sql(
                """
                SELECT relname FROM pg_class
                WHERE relkind = 'r' AND relrowsecurity AND relnamespace = 'public'::regnamespace
                """)
            .query(String.class)
            .list()
            .stream()
            .map(
                """
                SELECT '%1$s' AS name, md5(string_agg(t::text, ',' ORDER BY t::text)) AS digest FROM %1$s t
                """
                    ::formatted)
            .collect(Collectors.joining(" UNION ALL "));
  }

  /** A digest of each table's rows, as far as the connection sees them. */
  public Map<String, String> seenBy(JdbcClient jdbc) {
    Map<String, String> contents = new TreeMap<>();
    jdbc.sql(digests)
        .query(
            row -> {
              contents.put(row.getString("name"), row.getString("digest"));
            });
    return contents;
  }
}
