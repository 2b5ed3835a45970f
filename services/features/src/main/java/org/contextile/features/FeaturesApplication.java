// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The feature extraction service in a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(FeaturesConfiguration.class)
public class FeaturesApplication {

  public static void main(String[] args) {
    System.setProperty("spring.config.name", "contextile-features");
    SpringApplication.run(FeaturesApplication.class, args);
  }
}
