// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.UUID;

/**
 * What a job makes, under an id that it has from its submission.
 *
 * @param id of the row that the job's success publishes; there is none before
 * @param deleted whether a user has deleted that row
 */
public record JobOutput(JobOutputType type, UUID id, boolean deleted) {}
