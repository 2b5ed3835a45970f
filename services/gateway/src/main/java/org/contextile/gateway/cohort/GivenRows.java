// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.List;

/**
 * The rows of a cohort with their slides found.
 *
 * @param notes what was read otherwise than it stands
 */
record GivenRows(List<CohortRow> rows, List<String> notes) {
  GivenRows {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }
}
