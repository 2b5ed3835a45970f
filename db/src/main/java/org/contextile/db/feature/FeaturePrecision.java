// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.feature;

/** What a network computed in; its features are stored in float32 either way. */
public enum FeaturePrecision {
  /** float32 throughout. */
  FP32,
  /** Matrices and convolutions in bfloat16. */
  BF16
}
