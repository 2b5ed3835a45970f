// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/** A named list of slides; its rows are {@link CohortSlideEntity}. */
@Entity
@Table(name = "cohort")
public class CohortEntity {
  @Id
  @GeneratedValue
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private @Nullable UUID id;

  private String workspace;
  private String name;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Instant createdAt;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected CohortEntity() {}

  public CohortEntity(String workspace, String name) {
    this.workspace = workspace;
    this.name = name;
  }

  /** The id, which a row has once it is saved. */
  public UUID id() {
    return Objects.requireNonNull(id, "not saved yet");
  }

  public String workspace() {
    return workspace;
  }

  public String name() {
    return name;
  }

  /** When the row was inserted, by the clock of the database. */
  public Instant createdAt() {
    return Objects.requireNonNull(createdAt, "not saved yet");
  }
}
