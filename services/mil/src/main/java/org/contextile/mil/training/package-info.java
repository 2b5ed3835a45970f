// SPDX-License-Identifier: Apache-2.0
/** Jobs that train a classifier on a cohort. */
@NullMarked
package org.contextile.mil.training;

import org.jspecify.annotations.NullMarked;
