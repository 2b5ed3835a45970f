// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

/**
 * A region averaged down.
 *
 * @param factor pixels of the level, across and down, that a pixel of the image is the mean of
 */
public record ShrunkRegion(RgbImage image, int factor) {}
