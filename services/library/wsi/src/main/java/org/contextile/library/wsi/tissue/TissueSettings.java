// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

/**
 * How tissue is told from background.
 *
 * @param maskMpp micrometres a mask pixel
 * @param closingMicrometres gaps narrower than this are closed
 * @param minAreaMicrometres2 smaller pieces of tissue are dropped
 * @param minHoleMicrometres2 smaller holes are filled
 * @param keepColouredInk whether what has the colour and the evenness of coloured ink is tissue
 */
public record TissueSettings(
    double maskMpp,
    double closingMicrometres,
    double minAreaMicrometres2,
    double minHoleMicrometres2,
    boolean keepColouredInk) {
  /** Mask pixels of 8 µm, gaps of 40 µm, pieces of 20,000 µm², holes of 10,000 µm², no ink. */
  public static final TissueSettings DEFAULT = new TissueSettings(8, 40, 20_000, 10_000, false);

  public TissueSettings {
    if (!(maskMpp > 0)
        || !(closingMicrometres >= 0)
        || !(minAreaMicrometres2 >= 0)
        || !(minHoleMicrometres2 >= 0)) {
      throw new IllegalArgumentException("tissue settings must be positive");
    }
  }

  /** The same with pieces from another area on, and with or without coloured ink. */
  public TissueSettings counting(double micrometres2, boolean colouredInk) {
    return new TissueSettings(
        maskMpp, closingMicrometres, micrometres2, minHoleMicrometres2, colouredInk);
  }
}
