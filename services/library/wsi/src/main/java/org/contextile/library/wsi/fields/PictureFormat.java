// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

/** Formats of flat pictures; the label is the name that the platform's decoders have for it. */
enum PictureFormat {
  PNG("png"),
  JPEG("jpeg"),
  TIFF("tiff");

  private final String label;

  PictureFormat(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
