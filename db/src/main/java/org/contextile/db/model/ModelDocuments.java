// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.model;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** JSON texts kept with a model: how it was trained, how the training went, and its card. */
@Embeddable
public record ModelDocuments(
    @Column(name = "recipe") @JdbcTypeCode(SqlTypes.JSON) @Nullable String recipeJson,
    @Column(name = "training_curve") @JdbcTypeCode(SqlTypes.JSON)
        @Nullable String trainingCurveJson,
    @Column(name = "card") @JdbcTypeCode(SqlTypes.JSON) @Nullable String cardJson) {
  public static final ModelDocuments NONE = new ModelDocuments(null, null, null);
}
