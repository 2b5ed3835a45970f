// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import org.contextile.jobs.ServiceConfiguration;
import org.contextile.tiles.TilesConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Feature sets, and the jobs that extract features. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
@Import({ServiceConfiguration.class, TilesConfiguration.class})
public class FeaturesConfiguration {}
