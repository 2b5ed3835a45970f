// SPDX-License-Identifier: Apache-2.0
/** That nobody reads or changes another workspace's rows. */
@NullMarked
package org.contextile.db.workspace;

import org.jspecify.annotations.NullMarked;
