// SPDX-License-Identifier: Apache-2.0
/** Opening whole-slide images with OpenSlide and reading their pixels and properties. */
@NullMarked
package org.contextile.library.wsi.slide;

import org.jspecify.annotations.NullMarked;
