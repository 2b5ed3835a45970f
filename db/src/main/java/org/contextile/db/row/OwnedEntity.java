// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.row;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.TenantId;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A row that belongs to a workspace; its id is a UUID of version 7, so that ids sort by age. */
@MappedSuperclass
public abstract class OwnedEntity implements Persistable<UUID> {
  @Id private UUID id;

  @TenantId private String workspace;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Instant createdAt;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable String createdBy;

  /** Whether the database has the row. An id says nothing: it is there before. */
  @Transient private boolean stored;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected OwnedEntity() {}

  protected OwnedEntity(String workspace) {
    this.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
    this.workspace = workspace;
  }

  public UUID id() {
    return id;
  }

  /**
   * Takes the id that was reserved for the row, in place of its own.
   *
   * @throws IllegalStateException if the row is saved
   */
  public void takeReservedId(UUID reserved) {
    if (stored) {
      throw new IllegalStateException("The row is saved as " + id);
    }
    id = reserved;
  }

  @Override
  public UUID getId() {
    return id;
  }

  @Override
  public boolean isNew() {
    return !stored;
  }

  @PostPersist
  @PostLoad
  void markStored() {
    stored = true;
  }

  public String workspace() {
    return workspace;
  }

  /** When the row was inserted, by the clock of the database. */
  public Instant createdAt() {
    return Objects.requireNonNull(createdAt, "not saved yet");
  }

  /** Whose request made the row, or submitted the job that did; null where nobody was known. */
  public @Nullable String createdBy() {
    return createdBy;
  }
}
