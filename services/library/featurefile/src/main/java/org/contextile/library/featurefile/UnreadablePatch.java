// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

/**
 * A patch without features, since the slide under it could not be read.
 *
 * @param x left edge in level-0 pixels
 * @param y top edge in level-0 pixels
 * @param reason for people
 */
public record UnreadablePatch(long x, long y, String reason) {}
