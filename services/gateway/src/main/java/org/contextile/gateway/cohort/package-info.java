// SPDX-License-Identifier: Apache-2.0
/** Cohorts: checked, stored, and handed in and out as JSON and CSV. */
@NullMarked
package org.contextile.gateway.cohort;

import org.jspecify.annotations.NullMarked;
