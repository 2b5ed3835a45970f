// SPDX-License-Identifier: Apache-2.0
/**
 * Whether the figures of a slide's file fit each other: sizes of its levels, of its pixels, its
 * magnification, and what its tags say of the pixels themselves.
 */
@NullMarked
package org.contextile.library.wsi.plausibility;

import org.jspecify.annotations.NullMarked;
