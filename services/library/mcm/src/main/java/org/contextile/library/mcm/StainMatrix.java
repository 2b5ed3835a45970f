// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * Scales the strengths of haematoxylin and eosin in optical density (Ruifrok and Johnston, Anal
 * Quant Cytol Histol 23, 2001): densities D over red, green, blue are C·M with the stains'
 * directions as rows of M; C' = C·diag(h, e, 1), so D' = D·M⁻¹·diag(h, e, 1)·M.
 */
final class StainMatrix {

  private static final double[][] STAINS = {
    {0.65, 0.70, 0.29}, {0.07, 0.99, 0.11}, {0.27, 0.57, 0.78}
  };
  private static final double[][] INVERSE = inverse(STAINS);

  private StainMatrix() {}

  /** M⁻¹·diag(h, e, 1)·M, row-major. */
  static float[] of(double haematoxylin, double eosin) {
    double[] scale = {haematoxylin, eosin, 1};
    float[] product = new float[9];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += INVERSE[i][k] * scale[k] * STAINS[k][j];
        }
        product[i * 3 + j] = (float) sum;
      }
    }
    return product;
  }

  private static double[][] inverse(double[][] m) {
    double determinant = 0;
    double[][] adjugate = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        int a = (i + 1) % 3;
        int b = (i + 2) % 3;
        int c = (j + 1) % 3;
        int d = (j + 2) % 3;
        adjugate[j][i] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
      }
      determinant += m[0][i] * adjugate[i][0];
    }
    for (double[] row : adjugate) {
      for (int j = 0; j < 3; j++) {
        row[j] /= determinant;
      }
    }
    return adjugate;
  }
}
