// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

/** What a synthetic section shows. */
public enum SectionClass {
  /** Stroma, glands, vessels and a few lymphocyte clusters. */
  NORMAL("normal"),
  /** The same, with solid regions of dense, large, dark nuclei in 10 to 30 % of the tissue. */
  TUMOUR("tumour");

  private final String label;

  SectionClass(String label) {
    this.label = label;
  }

  /** The label in a cohort's table. */
  public String label() {
    return label;
  }
}
