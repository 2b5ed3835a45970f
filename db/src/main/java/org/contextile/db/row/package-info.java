// SPDX-License-Identifier: Apache-2.0
/** What the rows that users own have in common. */
@NullMarked
package org.contextile.db.row;

import org.jspecify.annotations.NullMarked;
