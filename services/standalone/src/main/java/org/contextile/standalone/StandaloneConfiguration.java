// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import org.contextile.features.FeaturesConfiguration;
import org.contextile.finetune.FineTuneConfiguration;
import org.contextile.gateway.GatewayConfiguration;
import org.contextile.ingest.IngestConfiguration;
import org.contextile.mil.MilConfiguration;
import org.contextile.models.ModelsConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The five services in one context. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  GatewayConfiguration.class,
  IngestConfiguration.class,
  ModelsConfiguration.class,
  FeaturesConfiguration.class,
  FineTuneConfiguration.class,
  MilConfiguration.class
})
class StandaloneConfiguration {}
