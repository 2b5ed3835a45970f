// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

/** Where a slide's microns per pixel come from. It is never guessed. */
public enum MppSource {
  OPENSLIDE,
  TIFF_RESOLUTION,
  OVERRIDE
}
