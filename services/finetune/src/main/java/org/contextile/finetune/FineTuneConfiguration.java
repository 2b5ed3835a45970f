// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune;

import org.contextile.jobs.ServiceConfiguration;
import org.contextile.tiles.TilesConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The jobs that fine-tune models. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
@Import({ServiceConfiguration.class, TilesConfiguration.class})
public class FineTuneConfiguration {}
