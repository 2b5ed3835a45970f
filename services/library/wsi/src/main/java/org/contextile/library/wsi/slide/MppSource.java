// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/** Where a slide's microns per pixel come from. They are never guessed. */
public enum MppSource {
  /** The vendor's own field, as OpenSlide reports it. */
  OPENSLIDE("openslide"),
  /** The resolution tags of a plain tiled TIFF. */
  TIFF_RESOLUTION("tiff-resolution"),
  /** Given by the user. */
  OVERRIDE("override");

  private final String label;

  MppSource(String label) {
    this.label = label;
  }

  /** The name used over HTTP, in the database and in feature files. */
  public String label() {
    return label;
  }
}
