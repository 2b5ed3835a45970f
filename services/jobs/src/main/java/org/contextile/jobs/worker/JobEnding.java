// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

/** What a handler leaves when it has done its part. */
public sealed interface JobEnding permits JobResult, ChildJobs {}
