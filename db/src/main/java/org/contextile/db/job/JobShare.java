// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;

/**
 * A part of a job's work that becomes a job of its own, of the same kind, with the same priority
 * and needs.
 *
 * @param requestJson what to do, shaped as the job's own request
 * @param progress where the part's progress begins, so that the whole's total is known at once
 * @param inputDigests artifacts that must not be discarded before the part ends
 */
public record JobShare(String requestJson, JobProgress progress, List<String> inputDigests) {
  public JobShare {
    inputDigests = inputDigests.stream().distinct().toList();
  }
}
