// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.util.List;

/**
 * Children that a job ends with: jobs of any kind, which any workers may do. When all have
 * succeeded the job runs once more, and finds what came of them in {@link JobContext#children}; it
 * may then end with others.
 *
 * @param children at least one
 */
public record ChildJobs(List<ChildRequest> children) implements JobEnding {

  public ChildJobs {
    children = List.copyOf(children);
    if (children.isEmpty()) {
      throw new IllegalArgumentException("A job cannot be divided into nothing");
    }
  }
}
