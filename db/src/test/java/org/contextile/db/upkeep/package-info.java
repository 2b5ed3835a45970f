// SPDX-License-Identifier: Apache-2.0
/** That nothing goes untold, and nothing is left half. */
@NullMarked
package org.contextile.db.upkeep;

import org.jspecify.annotations.NullMarked;
