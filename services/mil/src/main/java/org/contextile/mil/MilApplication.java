// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The MIL service in a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(MilConfiguration.class)
public class MilApplication {

  public static void main(String[] args) {
    System.setProperty("spring.config.name", "contextile-mil");
    SpringApplication.run(MilApplication.class, args);
  }
}
