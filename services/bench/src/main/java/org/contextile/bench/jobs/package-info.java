// SPDX-License-Identifier: Apache-2.0
/** The job queue measured: beside db-scheduler, and with millions of finished jobs. */
@NullMarked
package org.contextile.bench.jobs;

import org.jspecify.annotations.NullMarked;
