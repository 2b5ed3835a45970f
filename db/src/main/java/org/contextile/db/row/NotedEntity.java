// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.row;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import org.jspecify.annotations.Nullable;

/**
 * A row of which users may say something; {@link org.contextile.db.upkeep.Amendments} writes it.
 */
@MappedSuperclass
public abstract class NotedEntity extends OwnedEntity {
  @Column(insertable = false, updatable = false)
  private @Nullable String notes;

  protected NotedEntity() {}

  protected NotedEntity(String workspace) {
    super(workspace);
  }

  /** What users say of it; null for nothing. */
  public @Nullable String notes() {
    return notes;
  }
}
