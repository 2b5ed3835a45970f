// SPDX-License-Identifier: Apache-2.0
/** Flat pictures and folders of tiles made slides: headers, decoding, layout, conversion. */
@NullMarked
package org.contextile.library.wsi.fields;

import org.jspecify.annotations.NullMarked;
