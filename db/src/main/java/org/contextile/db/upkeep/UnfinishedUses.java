// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.upkeep;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Jobs that have not ended and may need a thing: those whose requests name it, or what hangs on it,
 * whatever the field is called. What requests do not name, a feature set for instance, is needed by
 * whoever names both the slide and the model that it is of.
 */
final class UnfinishedUses {
  /** Of a child its parent is named, which is what a user can wait for or cancel. */
  private static final String NAMING =
      """
      SELECT DISTINCT coalesce(job.parent_id, job.id) AS id FROM job
      WHERE job.workspace = :workspace
        AND job.id IN (SELECT job_id FROM job_waiting WHERE workspace = :workspace
                       UNION ALL SELECT job_id FROM job_lease WHERE workspace = :workspace)
        AND EXISTS (SELECT FROM jsonb_path_query(job.request, 'strict $.** ? (@.type() == "string")') AS word
                    WHERE word #>> '{}' IN (SELECT unnest(CAST(:these AS text[]))))
        AND EXISTS (SELECT FROM jsonb_path_query(job.request, 'strict $.** ? (@.type() == "string")') AS word
                    WHERE word #>> '{}' IN (SELECT unnest(CAST(:those AS text[]))))
      """;

  /** The slide and its cohorts, of which a job has to name one, and what else it has to name. */
  private static final String OF_FEATURE_SET =
      """
      SELECT ARRAY(SELECT cohort_id FROM cohort_slide c WHERE c.slide_id = f.slide_id) || f.slide_id AS these,
             ARRAY(SELECT id FROM classifier c WHERE c.model_id = f.model_id) || f.model_id AS those
      FROM feature_set f WHERE f.id = :id
      """;

  private static final String OF_PREDICTION =
      """
      SELECT ARRAY(SELECT cohort_id FROM cohort_slide c WHERE c.slide_id = p.slide_id) || p.slide_id AS these,
             ARRAY[p.classifier_id] AS those
      FROM prediction p WHERE p.id = :id
      """;

  /** A training that names no split may have found this one. */
  private static final String OF_SPLIT =
      """
      SELECT ARRAY[s.cohort_id] AS these,
             ARRAY(SELECT id FROM model m WHERE m.workspace = s.workspace) AS those
      FROM split s WHERE s.id = :id
      """;

  private final JdbcClient jdbc;

  UnfinishedUses(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The jobs that may need the root of a tree, or what hangs on it, oldest first. */
  List<UUID> of(String workspace, Tree tree) {
    Set<UUID> members = new HashSet<>();
    for (Thing thing : Thing.values()) {
      members.addAll(tree.of(thing));
    }
    Set<UUID> jobs = new TreeSet<>(naming(workspace, members, members));
    switch (tree.root()) {
      case FEATURE_SET -> jobs.addAll(naming(workspace, OF_FEATURE_SET, tree.id()));
      case PREDICTION -> jobs.addAll(naming(workspace, OF_PREDICTION, tree.id()));
      case SPLIT -> jobs.addAll(naming(workspace, OF_SPLIT, tree.id()));
      case SLIDE, COHORT, MODEL, CLASSIFIER -> {}
    }
    return List.copyOf(jobs);
  }

  private List<UUID> naming(String workspace, String places, UUID id) {
    return jdbc
        .sql(places)
        .param("id", id)
        .query(
            (row, _) ->
                naming(
                    workspace,
                    Arrays.asList((UUID[]) row.getArray("these").getArray()),
                    Arrays.asList((UUID[]) row.getArray("those").getArray())))
        .list()
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  /** Those that name one of these and one of those. */
  private List<UUID> naming(String workspace, Collection<UUID> these, Collection<UUID> those) {
    return jdbc.sql(NAMING)
        .param("workspace", workspace)
        .param("these", words(these))
        .param("those", words(those))
        .query(UUID.class)
        .list();
  }

  private static String[] words(Collection<UUID> ids) {
    return ids.stream().map(UUID::toString).toArray(String[]::new);
  }
}
