// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import org.contextile.intake.IntakeConfiguration;
import org.contextile.intake.bucket.S3Configuration;
import org.contextile.jobs.ServiceConfiguration;
import org.contextile.tiles.TilesConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Slides, uploads, and the jobs that take slides in. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
@Import({
  ServiceConfiguration.class,
  IntakeConfiguration.class,
  S3Configuration.class,
  TilesConfiguration.class
})
public class IngestConfiguration {}
