// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What a handler returns whose job is done.
 *
 * @param publish writes the rows that make the output visible, in the transaction that sets the job
 *     to {@code SUCCEEDED}, and returns the job's {@code result} in the API, which may name those
 *     rows; it does not run when the lease was lost, and runs again when the transaction broke
 */
public record JobResult(Supplier<Map<String, Object>> publish) implements JobEnding {

  /** An output whose result is known before its rows are written. */
  public JobResult(Map<String, Object> result, Runnable publish) {
    this(
        () -> {
          publish.run();
          return result;
        });
  }
}
