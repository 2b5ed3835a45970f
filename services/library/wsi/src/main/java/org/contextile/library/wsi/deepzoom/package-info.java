// SPDX-License-Identifier: Apache-2.0
/** Serving a slide as a DeepZoom pyramid, one tile at a time. */
@NullMarked
package org.contextile.library.wsi.deepzoom;

import org.jspecify.annotations.NullMarked;
