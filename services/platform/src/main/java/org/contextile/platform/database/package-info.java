// SPDX-License-Identifier: Apache-2.0
/** What the database's failures mean. */
@NullMarked
package org.contextile.platform.database;

import org.jspecify.annotations.NullMarked;
