// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.contextile.db.row.NotedEntity;

/** A named list of slides; its rows are {@link CohortSlideEntity}. */
@Entity
@Table(name = "cohort")
public class CohortEntity extends NotedEntity {
  private String name;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected CohortEntity() {}

  public CohortEntity(String workspace, String name) {
    super(workspace);
    this.name = name;
  }

  public String name() {
    return name;
  }
}
