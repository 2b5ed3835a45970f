// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import org.contextile.jobs.ServiceConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Classifiers, predictions, and the jobs that make them. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
@Import(ServiceConfiguration.class)
public class MilConfiguration {}
