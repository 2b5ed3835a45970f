// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import jakarta.persistence.Embeddable;
import java.util.UUID;

/** A slide is in a cohort once. */
@Embeddable
public record CohortSlideKey(UUID cohortId, UUID slideId) {}
