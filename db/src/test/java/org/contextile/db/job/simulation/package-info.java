// SPDX-License-Identifier: Apache-2.0
/**
 * A deterministic simulation of the job queue: a model written from what the API promises, seeded
 * interleavings of users, workers and time, and the same played on PostgreSQL.
 */
@NullMarked
package org.contextile.db.job.simulation;

import org.jspecify.annotations.NullMarked;
