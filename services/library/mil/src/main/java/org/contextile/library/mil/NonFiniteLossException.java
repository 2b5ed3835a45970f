// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

/** A loss or gradient that is NaN or infinite. Training again would meet it again. */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NonFiniteLossException(String quantity, String slide, int fold, int epoch) {
    super(
        "the %s of slide %s is not finite in epoch %d of fold %d"
            .formatted(quantity, slide, epoch, fold));
  }
}
