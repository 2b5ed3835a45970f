// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import org.contextile.intake.BucketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An object that is there.
 *
 * @param etag what changes with its bytes, if the store says it
 */
public record BucketObject(BucketAddress address, long sizeBytes, @Nullable String etag) {}
