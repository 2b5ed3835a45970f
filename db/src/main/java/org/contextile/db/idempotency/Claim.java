// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

/** What is known of an idempotency key when a request comes with it. */
public sealed interface Claim {
  /**
   * New: do the work, then {@link IdempotencyKeys#store} the answer or {@link
   * IdempotencyKeys#abandon} the key.
   */
  record Started() implements Claim {}

  /** The same request was answered before. */
  record Answered(StoredAnswer answer) implements Claim {}

  /** The same request is being worked on. */
  record InProgress() implements Claim {}

  /** The key belongs to another request. */
  record Mismatch() implements Claim {}
}
