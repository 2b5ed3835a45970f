// SPDX-License-Identifier: Apache-2.0
/** Tests of tables. */
@NullMarked
package org.contextile.library.table;

import org.jspecify.annotations.NullMarked;
