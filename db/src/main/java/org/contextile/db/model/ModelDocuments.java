// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.model;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts stored with a model.
 *
 * @param configJson what the network is, in the layout of timm's {@code config.json}; null for a
 *     program that only its maker knows
 * @param recipeJson how it was trained
 * @param trainingCurveJson how the training went
 * @param cardJson what else is known of where it came from
 */
@Embeddable
public record ModelDocuments(
    @Column(name = "config") @JdbcTypeCode(SqlTypes.JSON) @Nullable String configJson,
    @Column(name = "recipe") @JdbcTypeCode(SqlTypes.JSON) @Nullable String recipeJson,
    @Column(name = "training_curve") @JdbcTypeCode(SqlTypes.JSON)
        @Nullable String trainingCurveJson,
    @Column(name = "card") @JdbcTypeCode(SqlTypes.JSON) @Nullable String cardJson) {
  public static final ModelDocuments NONE = new ModelDocuments(null, null, null, null);
}
