// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

/** What a spot of a section is made of, with the stain its ground takes up. */
enum Region {
  GLASS(0, 0),
  STROMA(0.07f, 0.55f),
  EPITHELIUM(0.20f, 0.42f),
  LUMEN(0.01f, 0.02f),
  LYMPHOCYTES(0.16f, 0.38f),
  TUMOUR(0.24f, 0.44f);

  final float haematoxylin;
  final float eosin;

  Region(float haematoxylin, float eosin) {
    this.haematoxylin = haematoxylin;
    this.eosin = eosin;
  }
}
