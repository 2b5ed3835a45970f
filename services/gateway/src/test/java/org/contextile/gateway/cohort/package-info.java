// SPDX-License-Identifier: Apache-2.0
/** Tests of cohorts. */
@NullMarked
package org.contextile.gateway.cohort;

import org.jspecify.annotations.NullMarked;
