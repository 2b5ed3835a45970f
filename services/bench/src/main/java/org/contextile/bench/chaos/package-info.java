// SPDX-License-Identifier: Apache-2.0
/**
 * The chaos run of the job queue: worker processes and PostgreSQL are killed, paused and cut off
 * while jobs go on being submitted, and then every job is accounted for.
 */
@NullMarked
package org.contextile.bench.chaos;

import org.jspecify.annotations.NullMarked;
