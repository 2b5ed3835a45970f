// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

/**
 * A tile that could not be decoded.
 *
 * @param reason in a sentence for people, the slide not named
 */
public record UnreadableTile(Tile tile, String reason) {}
