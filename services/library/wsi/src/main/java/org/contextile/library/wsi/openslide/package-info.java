// SPDX-License-Identifier: Apache-2.0
/** Reading slides with the OpenSlide library, version 4.0.1 or later. */
@NullMarked
package org.contextile.library.wsi.openslide;

import org.jspecify.annotations.NullMarked;
