// SPDX-License-Identifier: Apache-2.0
/** Tests of what failures mean. */
@NullMarked
package org.contextile.platform.database;

import org.jspecify.annotations.NullMarked;
