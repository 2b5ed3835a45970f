// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;

/**
 * A parameter of a module.
 *
 * @param name as in PyTorch's state dictionary, for example {@code layer1.0.conv1.weight}
 * @param tensor the live tensor, owned by its module
 */
public record ModuleParameter(String name, NDArray tensor) {

  /** Checks that both are there. */
  public ModuleParameter {
    requireNonNull(name, "name");
    requireNonNull(tensor, "tensor");
  }
}
