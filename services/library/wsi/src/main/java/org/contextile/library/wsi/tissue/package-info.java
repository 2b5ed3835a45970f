// SPDX-License-Identifier: Apache-2.0
/** Finding tissue on a slide: a mask at low resolution, its fraction of a region, its outline. */
@NullMarked
package org.contextile.library.wsi.tissue;

import org.jspecify.annotations.NullMarked;
