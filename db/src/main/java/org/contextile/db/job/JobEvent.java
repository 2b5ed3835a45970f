// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened to a job. Ids of one job grow in the order in which its events can be
 * seen.
 */
public record JobEvent(long id, UUID jobId, Instant at, JobEventType type, String dataJson) {}
