// SPDX-License-Identifier: Apache-2.0
/**
 * What users do with what they have: rename, annotate, delete. What hangs on what is said once, by
 * {@link org.contextile.db.upkeep.Thing}.
 */
@NullMarked
package org.contextile.db.upkeep;

import org.jspecify.annotations.NullMarked;
