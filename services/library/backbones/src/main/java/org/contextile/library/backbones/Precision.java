// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

/** What a backbone computes in; pixels, weights and features are float32 outside of it. */
public enum Precision {
  /** float32 throughout. */
  FP32,
  /**
   * bfloat16 where convolutions and matrices are multiplied, float32 for weights and norms, as
   * autocast does it. For programs of ours; few others take it.
   */
  BF16;

  /**
   * This for a network of a known architecture; float32 for a program that only its maker knows.
   */
  public Precision ifKnown(boolean known) {
    return known ? this : FP32;
  }
}
