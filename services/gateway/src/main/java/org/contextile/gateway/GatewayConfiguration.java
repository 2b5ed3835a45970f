// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import org.contextile.gateway.cohort.CohortConfiguration;
import org.contextile.gateway.page.PageConfiguration;
import org.contextile.jobs.ServiceConfiguration;
import org.contextile.jobs.request.JobEdgeConfiguration;
import org.contextile.web.caller.CallerConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What the gateway answers itself, whether it runs alone or in one process with the services. */
@Configuration(proxyBeanMethods = false)
@Import({
  ServiceConfiguration.class,
  CallerConfiguration.class,
  CohortConfiguration.class,
  JobEdgeConfiguration.class,
  PageConfiguration.class
})
public class GatewayConfiguration {}
