// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.artifact;

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

/**
 * Uploaded bytes that wait to be named by a request; they hold their artifact until they expire.
 */
@Entity
@Table(name = "upload")
public class UploadEntity {
  @Id
  @GeneratedValue
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private @Nullable UUID id;

  private String workspace;
  private String name;
  private String artifactDigest;
  private Instant expiresAt;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Instant createdAt;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected UploadEntity() {}

  public UploadEntity(String workspace, String name, String artifactDigest, Instant expiresAt) {
    this.workspace = workspace;
    this.name = name;
    this.artifactDigest = artifactDigest;
    this.expiresAt = expiresAt;
  }

  /** The id, which a row has once it is saved. */
  public UUID id() {
    return Objects.requireNonNull(id, "not saved yet");
  }

  public String workspace() {
    return workspace;
  }

  /** The file name that the user gave. */
  public String name() {
    return name;
  }

  public String artifactDigest() {
    return artifactDigest;
  }

  public Instant expiresAt() {
    return expiresAt;
  }

  /** When the row was inserted, by the clock of the database. */
  public Instant createdAt() {
    return Objects.requireNonNull(createdAt, "not saved yet");
  }
}
