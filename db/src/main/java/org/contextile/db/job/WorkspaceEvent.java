// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/** An event with the workspace of its job. */
public record WorkspaceEvent(String workspace, JobEvent event) {}
