// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.row;

import jakarta.persistence.Column;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/** A row that belongs to a workspace; its id is a UUID of version 7, so that ids sort by age. */
@MappedSuperclass
public abstract class OwnedEntity {
  @Id
  @GeneratedValue
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private @Nullable UUID id;

  private String workspace;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Instant createdAt;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected OwnedEntity() {}

  protected OwnedEntity(String workspace) {
    this.workspace = workspace;
  }

  /** The id, which a row has once it is saved. */
  public UUID id() {
    return Objects.requireNonNull(id, "not saved yet");
  }

  public String workspace() {
    return workspace;
  }

  /** When the row was inserted, by the clock of the database. */
  public Instant createdAt() {
    return Objects.requireNonNull(createdAt, "not saved yet");
  }
}
