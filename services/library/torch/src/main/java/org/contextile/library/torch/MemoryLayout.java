// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

/** The order in memory in which a convolution's weights (O×I×H×W) are stored. */
public enum MemoryLayout {
  /** O, I, H, W: libtorch's default. */
  CONTIGUOUS,
  /** O, H, W, I: what channels-last convolutions read without reordering at every call. */
  CHANNELS_LAST
}
