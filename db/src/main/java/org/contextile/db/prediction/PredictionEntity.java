// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.prediction;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.contextile.db.row.NotedEntity;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier says about a slide, from one feature set. A row never changes, and another one
 * for the same slide leaves it as it is.
 */
@Entity
@Table(name = "prediction")
public class PredictionEntity extends NotedEntity {
  private UUID classifierId;
  private UUID slideId;
  private UUID featureSetId;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, Double> probabilities;

  private String predictedClass;
  @Embedded private @Nullable PredictionImages images;

  private @Nullable UUID jobId;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected PredictionEntity() {}

  public PredictionEntity(
      String workspace,
      UUID classifierId,
      UUID slideId,
      UUID featureSetId,
      Map<String, Double> probabilities,
      String predictedClass,
      PredictionImages images,
      @Nullable UUID jobId) {
    super(workspace);
    this.classifierId = classifierId;
    this.slideId = slideId;
    this.featureSetId = featureSetId;
    this.probabilities = probabilities;
    this.predictedClass = predictedClass;
    this.images = images;
    this.jobId = jobId;
  }

  public UUID classifierId() {
    return classifierId;
  }

  public UUID slideId() {
    return slideId;
  }

  public UUID featureSetId() {
    return featureSetId;
  }

  /** Probability by class name; they sum to 1. */
  public Map<String, Double> probabilities() {
    return probabilities;
  }

  public String predictedClass() {
    return predictedClass;
  }

  public PredictionImages images() {
    return Objects.requireNonNullElse(images, PredictionImages.NONE);
  }

  public @Nullable UUID jobId() {
    return jobId;
  }
}
