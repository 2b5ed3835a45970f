// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One slide of a cohort with its patient, its label and, if the user fixed it, its fold. */
@Entity
@Table(name = "cohort_slide")
public class CohortSlideEntity {
  @EmbeddedId private CohortSlideKey key;
  private int position;
  private String patient;
  private String label;
  private @Nullable Integer fold;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected CohortSlideEntity() {}

  public CohortSlideEntity(
      CohortSlideKey key, int position, String patient, String label, @Nullable Integer fold) {
    this.key = key;
    this.position = position;
    this.patient = patient;
    this.label = label;
    this.fold = fold;
  }

  public UUID cohortId() {
    return key.cohortId();
  }

  public UUID slideId() {
    return key.slideId();
  }

  /** Place in the user's list, from 0. */
  public int position() {
    return position;
  }

  public String patient() {
    return patient;
  }

  public String label() {
    return label;
  }

  /** From 0; null when folds are made by a split. */
  public @Nullable Integer fold() {
    return fold;
  }
}
