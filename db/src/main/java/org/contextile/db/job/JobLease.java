// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.UUID;

/**
 * The right to work on a job and to write about it, until it expires by the database's clock.
 *
 * @param token random; a later claim of the same job has another
 */
public record JobLease(UUID jobId, UUID token) {}
