// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The fine-tuning worker in a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(FineTuneConfiguration.class)
public class FineTuneApplication {

  public static void main(String[] args) {
    System.setProperty("spring.config.name", "contextile-finetune");
    SpringApplication.run(FineTuneApplication.class, args);
  }
}
