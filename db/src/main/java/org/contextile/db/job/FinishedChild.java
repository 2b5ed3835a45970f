// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.UUID;

/** A child that has succeeded, for the run of its parent that comes after it. */
public record FinishedChild(UUID id, JobKind kind, String requestJson, String resultJson) {}
