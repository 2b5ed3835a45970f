// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A slide as a cohort's author lists it.
 *
 * @param place where it is
 * @param fold where the author fixed the split, from 0
 */
record CohortRow(
    RowPlace place, UUID slideId, String patient, String label, @Nullable Integer fold) {

  CohortRow withFold(@Nullable Integer other) {
    return new CohortRow(place, slideId, patient, label, other);
  }
}
