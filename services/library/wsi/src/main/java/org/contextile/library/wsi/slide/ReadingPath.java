// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/**
 * How the pixels of a level are read.
 *
 * @param isStoredTiles whether its stored tiles are decoded by themselves, and held for whoever
 *     reads their neighbours; else by the library that knows the format
 * @param decoder what decodes, with its version, such as {@code turbojpeg/3.0.1} or {@code
 *     openslide/4.0.1}
 * @param why it is read so, as a sentence
 */
public record ReadingPath(boolean isStoredTiles, String decoder, String why) {}
