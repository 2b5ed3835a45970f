// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Cohorts. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class CohortConfiguration {}
