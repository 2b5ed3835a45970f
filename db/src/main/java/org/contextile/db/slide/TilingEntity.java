// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
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
 * The tiles of one slide under one specification. A slide has at most one tiling a specification.
 */
@Entity
@Table(name = "tiling")
public class TilingEntity {
  @Id
  @GeneratedValue
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private @Nullable UUID id;

  private String workspace;
  private UUID slideId;
  @Embedded private TilingSpec spec;

  private int tileCount;
  private int tileSizeLevel0;
  private String artifactDigest;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Instant createdAt;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected TilingEntity() {}

  public TilingEntity(
      String workspace,
      UUID slideId,
      TilingSpec spec,
      int tileCount,
      int tileSizeLevel0,
      String artifactDigest) {
    this.workspace = workspace;
    this.slideId = slideId;
    this.spec = spec;
    this.tileCount = tileCount;
    this.tileSizeLevel0 = tileSizeLevel0;
    this.artifactDigest = artifactDigest;
  }

  /** The id, which a row has once it is saved. */
  public UUID id() {
    return Objects.requireNonNull(id, "not saved yet");
  }

  public String workspace() {
    return workspace;
  }

  public UUID slideId() {
    return slideId;
  }

  public TilingSpec spec() {
    return spec;
  }

  public int tileCount() {
    return tileCount;
  }

  /** Side of a tile in pixels of level 0. */
  public int tileSizeLevel0() {
    return tileSizeLevel0;
  }

  /** Artifact of the coordinates. */
  public String artifactDigest() {
    return artifactDigest;
  }

  /** When the row was inserted, by the clock of the database. */
  public Instant createdAt() {
    return Objects.requireNonNull(createdAt, "not saved yet");
  }
}
