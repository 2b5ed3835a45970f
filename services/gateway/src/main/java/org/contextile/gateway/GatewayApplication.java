// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import org.contextile.gateway.route.RouteConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The gateway in a process of its own, with routes to the services. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({GatewayConfiguration.class, RouteConfiguration.class})
public class GatewayApplication {

  public static void main(String[] args) {
    System.setProperty("spring.config.name", "contextile-gateway");
    SpringApplication.run(GatewayApplication.class, args);
  }
}
