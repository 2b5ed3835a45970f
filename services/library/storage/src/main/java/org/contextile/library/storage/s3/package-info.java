// SPDX-License-Identifier: Apache-2.0
/** Objects in a bucket of S3, or of what speaks its protocol, with a bounded cache of copies. */
@NullMarked
package org.contextile.library.storage.s3;

import org.jspecify.annotations.NullMarked;
