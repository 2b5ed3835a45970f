// SPDX-License-Identifier: Apache-2.0
/** Reading the JPEG tiles of slides as the file stores them, beside OpenSlide. */
@NullMarked
package org.contextile.library.wsi.stored;

import org.jspecify.annotations.NullMarked;
