// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

/**
 * The tissue of a slide, and how it was told from glass.
 *
 * @param saturation above which pixels are stained, 0 to 255
 * @param faint whether that is less than for stains of usual strength
 */
public record FoundTissue(TissueMask mask, double saturation, boolean faint) {}
