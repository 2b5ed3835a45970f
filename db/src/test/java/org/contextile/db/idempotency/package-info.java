// SPDX-License-Identifier: Apache-2.0
/** Tests of stored answers. */
@NullMarked
package org.contextile.db.idempotency;

import org.jspecify.annotations.NullMarked;
