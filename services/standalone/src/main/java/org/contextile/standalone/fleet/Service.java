// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.fleet;

/** The services, each with its main class. */
public enum Service {
  GATEWAY("org.contextile.gateway.GatewayApplication"),
  INGEST("org.contextile.ingest.IngestApplication"),
  FEATURES("org.contextile.features.FeaturesApplication"),
  FINETUNE("org.contextile.finetune.FineTuneApplication"),
  MIL("org.contextile.mil.MilApplication");

  private final String mainClass;

  Service(String mainClass) {
    this.mainClass = mainClass;
  }

  String mainClass() {
    return mainClass;
  }
}
