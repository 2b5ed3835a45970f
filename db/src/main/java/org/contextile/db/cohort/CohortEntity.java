// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import org.contextile.db.row.NotedEntity;

/** A named list of slides; its rows are {@link CohortSlideEntity}. */
@Entity
@Table(name = "cohort")
public class CohortEntity extends NotedEntity {
  private String name;
  private List<String> warnings;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected CohortEntity() {}

  public CohortEntity(String workspace, String name) {
    this(workspace, name, List.of());
  }

  /**
   * A new cohort.
   *
   * @param warnings sentences for the user
   */
  public CohortEntity(String workspace, String name, List<String> warnings) {
    super(workspace);
    this.name = name;
    this.warnings = List.copyOf(warnings);
  }

  public String name() {
    return name;
  }

  /** What was read otherwise than it stood, or may not be meant, when the cohort was made. */
  public List<String> warnings() {
    return warnings;
  }
}
