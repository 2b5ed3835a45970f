// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.contextile.db.row.OwnedEntity;

/**
 * The tiles of one slide under one specification. A slide has at most one tiling a specification.
 */
@Entity
@Table(name = "tiling")
public class TilingEntity extends OwnedEntity {
  private UUID slideId;
  @Embedded private TilingSpec spec;

  private int tileCount;
  private int tileSizeLevel0;
  private String artifactDigest;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected TilingEntity() {}

  public TilingEntity(
      String workspace,
      UUID slideId,
      TilingSpec spec,
      int tileCount,
      int tileSizeLevel0,
      String artifactDigest) {
    super(workspace);
    this.slideId = slideId;
    this.spec = spec;
    this.tileCount = tileCount;
    this.tileSizeLevel0 = tileSizeLevel0;
    this.artifactDigest = artifactDigest;
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
}
