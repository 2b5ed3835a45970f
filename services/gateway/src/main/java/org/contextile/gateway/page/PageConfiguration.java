// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.page;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Serves the contract at {@code /openapi.yaml}, its browsable form at {@code /docs}, the web client
 * at {@code /}.
 */
@Configuration(proxyBeanMethods = false)
public class PageConfiguration implements WebMvcConfigurer {

  @Bean
  RouterFunction<ServerResponse> contract() {
    ClassPathResource contract = new ClassPathResource("META-INF/contextile/openapi.yaml");
    return RouterFunctions.route()
        .GET(
            "/openapi.yaml",
            _ ->
                ServerResponse.ok()
                    .contentType(MediaType.APPLICATION_YAML)
                    .cacheControl(CacheControl.noCache())
                    .body(contract))
        .build();
  }

  @Override
  public void addViewControllers(ViewControllerRegistry registry) {
    registry.addRedirectViewController("/docs", "/docs/index.html");
    registry.addRedirectViewController("/docs/", "/docs/index.html");
    registry.addViewController("/").setViewName("forward:/index.html");
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    // The version is no part of the address, so that the page need not know it.
    registry.addResourceHandler("/docs/swagger-ui/**").addResourceLocations(SwaggerUi.location());
    // Their names change with their content.
    registry
        .addResourceHandler("/assets/**")
        .addResourceLocations("classpath:/static/assets/")
        .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    // A new version is found at the next look.
    registry
        .addResourceHandler("/index.html")
        .addResourceLocations("classpath:/static/")
        .setCacheControl(CacheControl.noCache());
  }
}
