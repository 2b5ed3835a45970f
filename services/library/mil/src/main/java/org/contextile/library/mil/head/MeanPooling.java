// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/** A linear classifier of the mean of the tiles' embeddings: what attention is measured against. */
record MeanPooling(MeanPoolingSettings settings) implements Head {

  @Override
  public HeadWeights initial(Standardisation features, int classes, long seed) {
    return new InitialWeights(features, seed)
        .linear("embedding", features.length(), settings.hidden())
        .linear("classifier", settings.hidden(), classes)
        .weights();
  }

  @Override
  public ScriptNode node(HeadWeights weights) {
    return HeadNodes.embedding("MeanPooling", settings, weights)
        .child("classifier", HeadNodes.linear(weights, "classifier"));
  }

  @Override
  public ScriptProgram program() {
    return HeadNodes.program("mean_pooling.py");
  }
}
