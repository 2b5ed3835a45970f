// SPDX-License-Identifier: Apache-2.0
/** Tests of the job queue. */
@NullMarked
package org.contextile.db.job;

import org.jspecify.annotations.NullMarked;
