// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/** Gated attention (Ilse, Tomczak and Welling 2018, arXiv 1802.04712, equations 7 and 9). */
record Abmil(AbmilSettings settings) implements Head {

  @Override
  public HeadWeights initial(Standardisation features, int classes, long seed) {
    return new InitialWeights(features, seed)
        .linear("embedding", features.length(), settings.hidden())
        .linear("attention_v", settings.hidden(), settings.attention())
        .linear("attention_u", settings.hidden(), settings.attention())
        .linear("attention_w", settings.attention(), 1)
        .linear("classifier", settings.hidden(), classes)
        .weights();
  }

  @Override
  public ScriptNode node(HeadWeights weights) {
    return HeadNodes.embedding("Abmil", settings, weights)
        .child("attention_v", HeadNodes.linear(weights, "attention_v"))
        .child("attention_u", HeadNodes.linear(weights, "attention_u"))
        .child("attention_w", HeadNodes.linear(weights, "attention_w"))
        .child("classifier", HeadNodes.linear(weights, "classifier"));
  }

  @Override
  public ScriptProgram program() {
    return HeadNodes.program("abmil.py");
  }
}
