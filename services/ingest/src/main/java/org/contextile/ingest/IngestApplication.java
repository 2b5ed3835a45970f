// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The ingest service in a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(IngestConfiguration.class)
public class IngestApplication {

  public static void main(String[] args) {
    System.setProperty("spring.config.name", "contextile-ingest");
    SpringApplication.run(IngestApplication.class, args);
  }
}
