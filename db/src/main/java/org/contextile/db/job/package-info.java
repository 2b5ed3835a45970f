// SPDX-License-Identifier: Apache-2.0
/** The job queue: PostgreSQL tables, one transition function, leases with fenced writes. */
@NullMarked
package org.contextile.db.job;

import org.jspecify.annotations.NullMarked;
