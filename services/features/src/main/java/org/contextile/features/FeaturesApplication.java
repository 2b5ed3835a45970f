// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import org.contextile.models.ModelsConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Feature extraction and the registry of models in a process of their own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({FeaturesConfiguration.class, ModelsConfiguration.class})
public class FeaturesApplication {

  public static void main(String[] args) {
    System.setProperty("spring.config.name", "contextile-features");
    SpringApplication.run(FeaturesApplication.class, args);
  }
}
