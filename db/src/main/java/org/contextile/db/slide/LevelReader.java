// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

/**
 * How the pixels of a level are read.
 *
 * @param decoder what decodes, with its version, such as {@code turbojpeg/3.0.1}
 * @param storedTiles whether its stored tiles are decoded by themselves
 * @param why it is read so, as a sentence
 */
public record LevelReader(String decoder, boolean storedTiles, String why) {}
