// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.contract;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Every request under {@code /v1} keeps the contract, or is refused by the name of what does not.
 */
@Configuration(proxyBeanMethods = false)
@Import(ContractBodies.class)
public class ContractConfiguration implements WebMvcConfigurer {

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    // After those that tell misspelt, empty and repeated ones.
    registry.addInterceptor(new ContractParameters()).addPathPatterns("/v1/**").order(1);
  }
}
