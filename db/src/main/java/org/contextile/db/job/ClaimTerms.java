// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Map;

/**
 * What a worker may be handed.
 *
 * @param cap how many jobs of the kind a workspace may have running at once, all workers together
 * @param caps other caps for some workspaces, by the workspace's name
 * @param offer what the worker has; a job that needs more is none of its business
 * @param free what of it no job of the worker holds: the jobs of a claim fit into it together
 */
public record ClaimTerms(int cap, Map<String, Integer> caps, WorkerOffer offer, WorkerOffer free) {
  /** Every job, however many of its workspace are running. */
  public static final ClaimTerms ANY =
      new ClaimTerms(Integer.MAX_VALUE, Map.of(), WorkerOffer.EVERYTHING);

  public ClaimTerms {
    caps = Map.copyOf(caps);
    if (cap < 0 || caps.values().stream().anyMatch(value -> value < 0)) {
      throw new IllegalArgumentException("A cap is negative: %d, %s".formatted(cap, caps));
    }
  }

  /** The terms of a worker that holds no job. */
  public ClaimTerms(int cap, Map<String, Integer> caps, WorkerOffer offer) {
    this(cap, caps, offer, offer);
  }

  /** The same caps for what a worker has at another moment. */
  public ClaimTerms within(WorkerOffer newOffer, WorkerOffer newFree) {
    return new ClaimTerms(cap, caps, newOffer, newFree);
  }
}
