// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/**
 * A network that classifies a slide from its tiles: a bag x of n tile features, [n, D], is mapped
 * to logits [C] and to attention [n], which is not negative and sums to 1.
 *
 * <p>It computes by a class of a TorchScript program that extends {@code Head} in {@code head.py};
 * what such a class has to define is said there. A new head is a program, settings, an
 * implementation of this interface and its place in {@link #of}; it must pass the head kit in this
 * module's tests.
 */
public interface Head {

  /** The head that has these settings. */
  static Head of(HeadSettings settings) {
    return switch (settings) {
      case AbmilSettings abmil -> new Abmil(abmil);
      case MeanPoolingSettings meanPooling -> new MeanPooling(meanPooling);
    };
  }

  /** What it was made with. */
  HeadSettings settings();

  /**
   * Weights before training, sampled as {@code torch.nn.Linear} does. Equal seeds sample alike.
   *
   * @param features mean and deviation of the D features, which the head standardises by
   * @param classes number of classes C, at least two
   */
  HeadWeights initial(Standardisation features, int classes, long seed);

  /** The head as a module of its program. */
  ScriptNode node(HeadWeights weights);

  /** The classes that its module needs. */
  ScriptProgram program();
}
