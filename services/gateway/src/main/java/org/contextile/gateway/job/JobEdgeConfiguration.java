// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Jobs as clients see them; the work itself is done elsewhere. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableConfigurationProperties(JobEventProperties.class)
public class JobEdgeConfiguration {}
