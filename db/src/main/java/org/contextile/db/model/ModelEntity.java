// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.model;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.util.Objects;
import org.contextile.db.row.NotedEntity;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A feature extractor: pixels of a tile in, {@code featureDim} numbers out. */
@Entity
@Table(name = "model")
public class ModelEntity extends NotedEntity {
  private String name;

  @Enumerated(EnumType.STRING)
  private ModelOrigin origin;

  private String architecture;
  private String artifactDigest;
  private int featureDim;
  @Embedded private ModelInput input;

  private long parameters;
  @Embedded private @Nullable ModelLineage lineage;

  @Embedded private @Nullable ModelDocuments documents;

  @Column(name = "forebears", insertable = false, updatable = false)
  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable String forebearsJson;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected ModelEntity() {}

  public ModelEntity(
      String workspace,
      String name,
      ModelOrigin origin,
      String architecture,
      String artifactDigest,
      int featureDim,
      ModelInput input,
      long parameters,
      ModelLineage lineage,
      ModelDocuments documents) {
    super(workspace);
    this.name = name;
    this.origin = origin;
    this.architecture = architecture;
    this.artifactDigest = artifactDigest;
    this.featureDim = featureDim;
    this.input = input;
    this.parameters = parameters;
    this.lineage = lineage;
    this.documents = documents;
  }

  public String name() {
    return name;
  }

  public ModelOrigin origin() {
    return origin;
  }

  public String architecture() {
    return architecture;
  }

  /** Artifact of the TorchScript archive. */
  public String artifactDigest() {
    return artifactDigest;
  }

  public int featureDim() {
    return featureDim;
  }

  public ModelInput input() {
    return input;
  }

  /** Number of parameters. */
  public long parameters() {
    return parameters;
  }

  public ModelLineage lineage() {
    return Objects.requireNonNullElse(lineage, ModelLineage.NONE);
  }

  public ModelDocuments documents() {
    return Objects.requireNonNullElse(documents, ModelDocuments.NONE);
  }

  /**
   * What is on record of deleted models that it came of: an object of objects by their ids, each
   * with {@code name}, {@code architecture}, {@code digest}, {@code card}, {@code studentId} and
   * {@code teacherId}, as far as there are any.
   */
  public String forebearsJson() {
    return Objects.requireNonNullElse(forebearsJson, "{}");
  }
}
