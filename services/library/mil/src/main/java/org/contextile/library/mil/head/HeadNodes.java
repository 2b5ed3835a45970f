// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/** The modules that heads share. */
final class HeadNodes {
  private HeadNodes() {}

  /** A head of that class of its program, so far with its standardisation and embedding. */
  static ScriptNode embedding(String className, HeadSettings settings, HeadWeights weights) {
    return ScriptNode.of(className)
        .buffer(HeadWeights.MEAN, weights.get(HeadWeights.MEAN))
        .buffer(HeadWeights.DEVIATION, weights.get(HeadWeights.DEVIATION))
        .constant("dropped", (long) settings.dropped())
        .child("embedding", linear(weights, "embedding"));
  }

  static ScriptNode linear(HeadWeights weights, String name) {
    return ScriptNode.of("Linear")
        .parameter("weight", weights.get(name + ".weight"))
        .parameter("bias", weights.get(name + ".bias"));
  }

  /** A head's own classes and those of {@code head.py}. */
  static ScriptProgram program(String resource) {
    return ScriptProgram.resource(HeadNodes.class, "head.py")
        .and(ScriptProgram.resource(HeadNodes.class, resource));
  }
}
