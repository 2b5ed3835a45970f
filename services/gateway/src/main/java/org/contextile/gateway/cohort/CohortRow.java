// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A slide as a cohort's author lists it.
 *
 * @param number the row's number in the author's eyes, from 1, without a CSV's header
 * @param fold where the author fixed the split, from 0
 */
record CohortRow(int number, UUID slideId, String patient, String label, @Nullable Integer fold) {}
