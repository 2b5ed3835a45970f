// SPDX-License-Identifier: Apache-2.0
/** Requests that may be repeated: what each of them made, by its Idempotency-Key. */
@NullMarked
package org.contextile.db.idempotency;

import org.jspecify.annotations.NullMarked;
