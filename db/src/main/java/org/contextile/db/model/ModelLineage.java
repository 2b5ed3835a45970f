// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.model;

import jakarta.persistence.Embeddable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a fine-tuned model was made from, and the job that made a model. */
@Embeddable
public record ModelLineage(
    @Nullable UUID studentId, @Nullable UUID teacherId, @Nullable UUID jobId) {
  /** Brought by a user. */
  public static final ModelLineage NONE = new ModelLineage(null, null, null);
}
