// SPDX-License-Identifier: Apache-2.0
/** Following jobs: one reader of new events for all streams of the process. */
@NullMarked
package org.contextile.jobs.event;

import org.jspecify.annotations.NullMarked;
