// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import org.contextile.library.torch.Weights;

/** Where a network's weights come from while it is assembled. */
interface WeightsSource {

  /**
   * A tensor by its full name, such as {@code layer1.0.conv1.weight}.
   *
   * @param shape what the network needs it to be
   */
  Weights take(String name, long... shape);
}
