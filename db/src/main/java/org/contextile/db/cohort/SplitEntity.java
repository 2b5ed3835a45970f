// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.util.List;
import java.util.UUID;
import org.contextile.db.row.NotedEntity;

/** A cohort in folds; there is one of each scheme, seed and number of folds. */
@Entity
@Table(name = "split")
public class SplitEntity extends NotedEntity {
  private UUID cohortId;

  @Enumerated(EnumType.STRING)
  private SplitScheme scheme;

  private long seed;
  private int folds;
  private List<Integer> foldOf;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected SplitEntity() {}

  /**
   * A new split.
   *
   * @param seed 0 where the folds are given
   * @param folds how many, at least two
   * @param foldOf the fold of each slide, from 0, in the cohort's order
   */
  public SplitEntity(
      String workspace,
      UUID cohortId,
      SplitScheme scheme,
      long seed,
      int folds,
      List<Integer> foldOf) {
    super(workspace);
    this.cohortId = cohortId;
    this.scheme = scheme;
    this.seed = seed;
    this.folds = folds;
    this.foldOf = foldOf;
  }

  public UUID cohortId() {
    return cohortId;
  }

  public SplitScheme scheme() {
    return scheme;
  }

  /** The seed of the folds; 0 where they are given. */
  public long seed() {
    return seed;
  }

  /** How many folds. */
  public int folds() {
    return folds;
  }

  /** The fold of each slide, from 0, in the cohort's order. */
  public List<Integer> foldOf() {
    return foldOf;
  }
}
