// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.model;

/** What a model's program takes. */
public enum PixelInput {
  /** float32 [N, 3, H, W], scaled to 0..1 and normalised by the caller. */
  FLOAT_NCHW,
  /** uint8 [N, H, W, 3]; the program scales and normalises. */
  UINT8_NHWC
}
