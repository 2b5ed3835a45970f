// SPDX-License-Identifier: Apache-2.0
/** Answers stored under the Idempotency-Key of the request that they answered. */
@NullMarked
package org.contextile.db.idempotency;

import org.jspecify.annotations.NullMarked;
