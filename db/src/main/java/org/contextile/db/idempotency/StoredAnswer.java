// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

import org.jspecify.annotations.Nullable;

/** An answer that is given again to a repeated request. */
public record StoredAnswer(
    int status, @Nullable String mediaType, @Nullable String location, @Nullable String body) {}
