// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import java.util.Map;

/**
 * What a finished job leaves.
 *
 * @param result the job's {@code result} in the API
 * @param publish writes the rows that make the output visible, in the transaction that sets the job
 *     to {@code SUCCEEDED}; it does not run when the lease was lost
 */
public record JobOutcome(Map<String, Object> result, Runnable publish) {

  public JobOutcome {
    result = Map.copyOf(result);
  }
}
