// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.feature;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.contextile.db.row.NotedEntity;
import org.jspecify.annotations.Nullable;

/** The features of one slide, by one model, on one tiling, of one provenance: an HDF5 artifact. */
@Entity
@Table(name = "feature_set")
public class FeatureSetEntity extends NotedEntity {
  private UUID slideId;
  private UUID modelId;
  private UUID tilingId;
  @Embedded private FeatureProvenance provenance;
  private String artifactDigest;
  private int tileCount;
  private int featureDim;
  private int unreadableCount;
  private @Nullable UUID jobId;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected FeatureSetEntity() {}

  public FeatureSetEntity(
      String workspace,
      UUID slideId,
      UUID modelId,
      UUID tilingId,
      FeatureProvenance provenance,
      String artifactDigest,
      int tileCount,
      int featureDim,
      int unreadableCount,
      @Nullable UUID jobId) {
    super(workspace);
    this.slideId = slideId;
    this.modelId = modelId;
    this.tilingId = tilingId;
    this.provenance = provenance;
    this.artifactDigest = artifactDigest;
    this.tileCount = tileCount;
    this.featureDim = featureDim;
    this.unreadableCount = unreadableCount;
    this.jobId = jobId;
  }

  public UUID slideId() {
    return slideId;
  }

  public UUID modelId() {
    return modelId;
  }

  public UUID tilingId() {
    return tilingId;
  }

  public FeatureProvenance provenance() {
    return provenance;
  }

  public String artifactDigest() {
    return artifactDigest;
  }

  /** Rows of the feature matrix. */
  public int tileCount() {
    return tileCount;
  }

  /** Columns of the feature matrix. */
  public int featureDim() {
    return featureDim;
  }

  /** Tiles left out because they could not be read. */
  public int unreadableCount() {
    return unreadableCount;
  }

  public @Nullable UUID jobId() {
    return jobId;
  }
}
