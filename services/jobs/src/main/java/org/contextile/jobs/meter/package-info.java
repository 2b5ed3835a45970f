// SPDX-License-Identifier: Apache-2.0
/** How deep the queue is, as meters: what workers are scaled on. */
@NullMarked
package org.contextile.jobs.meter;

import org.jspecify.annotations.NullMarked;
