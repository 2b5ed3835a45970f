// SPDX-License-Identifier: Apache-2.0
/** Named lists of slides with patient, label and fold. */
@NullMarked
package org.contextile.db.cohort;

import org.jspecify.annotations.NullMarked;
