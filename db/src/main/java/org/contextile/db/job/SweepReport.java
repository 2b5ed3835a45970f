// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/**
 * What a sweep found: leases that had expired, by what became of their jobs, and blocked jobs that
 * it moved on.
 */
public record SweepReport(
    int requeued, int failed, int cancelled, int unblocked, int trimmedEvents) {}
