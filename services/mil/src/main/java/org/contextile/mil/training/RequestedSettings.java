// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import org.contextile.api.model.MilAlgorithm;
import org.contextile.api.model.MilProtocol;
import org.contextile.library.mil.MilSettings;
import org.contextile.library.mil.head.AbmilSettings;
import org.contextile.library.mil.head.HeadSettings;
import org.contextile.library.mil.head.MeanPoolingSettings;

/** A request's algorithm and protocol as the settings of a training. */
final class RequestedSettings {
  private RequestedSettings() {}

  static MilSettings of(MilAlgorithm algorithm, MilProtocol protocol, TrainingProperties limits) {
    return new MilSettings(
        protocol.getSeed(),
        protocol.getMaxEpochs(),
        protocol.getPatience(),
        protocol.getLearningRate(),
        protocol.getWeightDecay(),
        head(algorithm, protocol),
        limits.maxInstances(),
        limits.maxCached().toBytes());
  }

  private static HeadSettings head(MilAlgorithm algorithm, MilProtocol protocol) {
    return switch (algorithm) {
      case ABMIL ->
          new AbmilSettings(
              protocol.getHiddenDim(), protocol.getAttentionDim(), protocol.getDropout());
      case MEAN_POOLING -> new MeanPoolingSettings(protocol.getHiddenDim(), protocol.getDropout());
    };
  }
}
