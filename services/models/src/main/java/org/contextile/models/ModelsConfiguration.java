// SPDX-License-Identifier: Apache-2.0
package org.contextile.models;

import org.contextile.intake.IntakeConfiguration;
import org.contextile.intake.bucket.S3Configuration;
import org.contextile.jobs.ServiceConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Models, and the jobs that import them. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
@Import({ServiceConfiguration.class, IntakeConfiguration.class, S3Configuration.class})
public class ModelsConfiguration {}
