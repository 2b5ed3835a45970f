// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.upkeep;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A thing with all that hangs on it, directly or through others.
 *
 * @param root the type of the thing
 * @param id of the thing
 * @param members by type, oldest first; the thing is among them
 */
record Tree(Thing root, UUID id, Map<Thing, SortedSet<UUID>> members) {

  /** Reads it, with at most a query for each way in which something can hang on something. */
  static Tree read(JdbcClient jdbc, Thing root, UUID id) {
    Map<Thing, SortedSet<UUID>> members = new EnumMap<>(Thing.class);
    for (Thing thing : Thing.values()) {
      // Ids sort by age.
      SortedSet<UUID> found = new TreeSet<>();
      members.put(thing, found);
      if (thing == root) {
        found.add(id);
      }
      for (Thing.Link link : thing.links()) {
        SortedSet<UUID> on = Objects.requireNonNull(members.get(link.on()));
        if (!on.isEmpty()) {
          found.addAll(
              jdbc.sql(
                      "SELECT DISTINCT %s FROM %s WHERE %s = ANY (:on)"
                          .formatted(link.id(), link.table(), link.key()))
                  .param("on", on.toArray(UUID[]::new))
                  .query(UUID.class)
                  .list());
        }
      }
    }
    return new Tree(root, id, members);
  }

  /** The members of a type. */
  SortedSet<UUID> of(Thing thing) {
    return members.getOrDefault(thing, Collections.emptySortedSet());
  }
}
