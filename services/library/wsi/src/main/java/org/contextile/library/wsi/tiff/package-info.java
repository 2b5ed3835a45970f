// SPDX-License-Identifier: Apache-2.0
/** What a TIFF file says of itself in its tags, beside what a reader of pixels makes of it. */
@NullMarked
package org.contextile.library.wsi.tiff;

import org.jspecify.annotations.NullMarked;
