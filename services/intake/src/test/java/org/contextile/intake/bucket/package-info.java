// SPDX-License-Identifier: Apache-2.0
/** A store that speaks S3's protocol, and tests of what needs none. */
@NullMarked
package org.contextile.intake.bucket;

import org.jspecify.annotations.NullMarked;
