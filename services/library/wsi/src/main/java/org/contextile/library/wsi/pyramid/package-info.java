// SPDX-License-Identifier: Apache-2.0
/** Writes slides: pyramids of tiles in a TIFF, while rows of pixels come, in bounded memory. */
@NullMarked
package org.contextile.library.wsi.pyramid;

import org.jspecify.annotations.NullMarked;
