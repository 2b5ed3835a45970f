// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.contextile.library.torch.ModuleParameter;

/**
 * Parameters that share a learning rate and a weight decay.
 *
 * @param name for messages and for the learning rate's schedule
 * @param parameters at least one
 * @param weightDecay decoupled decay, not negative
 */
public record ParameterGroup(String name, List<ModuleParameter> parameters, double weightDecay) {

  /** Checks that there is something to train. */
  public ParameterGroup {
    parameters = List.copyOf(parameters);
    if (parameters.isEmpty() || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "group %s needs parameters and a weight decay of at least 0".formatted(name));
    }
  }

  /**
   * Splits a module's parameters as usual: matrices and kernels decay; biases, norms and tokens,
   * that is everything of at most one axis longer than 1, do not.
   *
   * @return one or two groups of that name, the decaying one first
   */
  public static List<ParameterGroup> split(
      String name, List<ModuleParameter> parameters, double weightDecay) {
    List<ParameterGroup> groups = new ArrayList<>();
    List<ModuleParameter> decaying = parameters.stream().filter(ParameterGroup::decays).toList();
    List<ModuleParameter> others = parameters.stream().filter(p -> !decays(p)).toList();
    if (!decaying.isEmpty()) {
      groups.add(new ParameterGroup(name, decaying, weightDecay));
    }
    if (!others.isEmpty()) {
      groups.add(new ParameterGroup(name, others, 0));
    }
    return List.copyOf(groups);
  }

  private static boolean decays(ModuleParameter parameter) {
    long[] shape = parameter.tensor().getShape().getShape();
    long axes = Arrays.stream(shape).filter(size -> size > 1).count();
    return axes > 1;
  }
}
