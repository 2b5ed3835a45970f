// SPDX-License-Identifier: Apache-2.0
/** Decoding and encoding JPEG with libjpeg-turbo, where its TurboJPEG library is there. */
@NullMarked
package org.contextile.library.wsi.jpeg;

import org.jspecify.annotations.NullMarked;
