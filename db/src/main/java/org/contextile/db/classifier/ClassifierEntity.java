// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.classifier;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import java.util.UUID;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.row.NotedEntity;
import org.contextile.db.slide.TilingSpec;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A slide-level classifier over the features of one model. */
@Entity
@Table(name = "classifier")
public class ClassifierEntity extends NotedEntity {
  private String name;
  private UUID cohortId;
  private UUID splitId;
  private UUID modelId;
  @Embedded private TilingSpec tiling;
  @Embedded private FeatureProvenance provenance;

  private String algorithm;

  @Column(name = "protocol")
  @JdbcTypeCode(SqlTypes.JSON)
  private String protocolJson;

  private List<String> classes;

  @Column(name = "metrics")
  @JdbcTypeCode(SqlTypes.JSON)
  private String metricsJson;

  private String artifactDigest;
  private long parameters;
  private @Nullable UUID jobId;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected ClassifierEntity() {}

  public ClassifierEntity(
      String workspace,
      String name,
      UUID cohortId,
      UUID splitId,
      UUID modelId,
      TilingSpec tiling,
      FeatureProvenance provenance,
      String algorithm,
      String protocolJson,
      List<String> classes,
      String metricsJson,
      String artifactDigest,
      long parameters,
      @Nullable UUID jobId) {
    super(workspace);
    this.name = name;
    this.cohortId = cohortId;
    this.splitId = splitId;
    this.modelId = modelId;
    this.tiling = tiling;
    this.provenance = provenance;
    this.algorithm = algorithm;
    this.protocolJson = protocolJson;
    this.classes = classes;
    this.metricsJson = metricsJson;
    this.artifactDigest = artifactDigest;
    this.parameters = parameters;
    this.jobId = jobId;
  }

  public String name() {
    return name;
  }

  public UUID cohortId() {
    return cohortId;
  }

  /** The split of the cohort that it was cross-validated on. */
  public UUID splitId() {
    return splitId;
  }

  public UUID modelId() {
    return modelId;
  }

  public TilingSpec tiling() {
    return tiling;
  }

  /** Of all features that it was trained on. */
  public FeatureProvenance provenance() {
    return provenance;
  }

  public String algorithm() {
    return algorithm;
  }

  public String protocolJson() {
    return protocolJson;
  }

  /** Class names in the order of the outputs. */
  public List<String> classes() {
    return classes;
  }

  /** Cross-validated metrics, folds and curves. */
  public String metricsJson() {
    return metricsJson;
  }

  public String artifactDigest() {
    return artifactDigest;
  }

  /** Number of parameters. */
  public long parameters() {
    return parameters;
  }

  public @Nullable UUID jobId() {
    return jobId;
  }
}
