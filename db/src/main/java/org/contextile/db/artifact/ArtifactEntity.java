// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.artifact;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** Immutable bytes in the artifact store, named by the 64 hexadecimal digits of their SHA-256. */
@Entity
@Immutable
@Table(name = "artifact")
public class ArtifactEntity {
  @Id private String digest;
  private long sizeBytes;
  private String mediaType;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Instant createdAt;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected ArtifactEntity() {}

  public ArtifactEntity(String digest, long sizeBytes, String mediaType) {
    this.digest = digest;
    this.sizeBytes = sizeBytes;
    this.mediaType = mediaType;
  }

  public String digest() {
    return digest;
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  public String mediaType() {
    return mediaType;
  }

  /** Null before the row was inserted. */
  public @Nullable Instant createdAt() {
    return createdAt;
  }
}
