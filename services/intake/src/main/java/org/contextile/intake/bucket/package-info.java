// SPDX-License-Identifier: Apache-2.0
/** Objects in buckets of S3: what there is, and how it comes here. */
@NullMarked
package org.contextile.intake.bucket;

import org.jspecify.annotations.NullMarked;
