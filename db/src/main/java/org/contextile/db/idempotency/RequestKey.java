// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

/**
 * A client's name for a request.
 *
 * @param key the {@code Idempotency-Key}, one name space per workspace
 * @param digest of what was asked: a repeat has the same
 */
public record RequestKey(String key, String digest) {}
