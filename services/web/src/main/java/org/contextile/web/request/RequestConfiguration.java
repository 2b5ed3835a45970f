// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.request;

import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Checks every request under {@code /v1} before a controller sees it. */
@Configuration(proxyBeanMethods = false)
@Import(BodyCheck.class)
public class RequestConfiguration implements WebMvcConfigurer {

  @Bean
  static RequestJson requestJson(JsonMapper json) {
    return new RequestJson(json);
  }

  /** What comes is read strictly; what goes is written as everywhere. */
  @Bean
  static ServerHttpMessageConvertersCustomizer strictJson(RequestJson json) {
    return converters ->
        converters.withJsonConverter(new JacksonJsonHttpMessageConverter(json.mapper()));
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new FieldCheck()).addPathPatterns("/v1/**");
  }

  @Override
  public void addFormatters(FormatterRegistry registry) {
    registry.addConverter(new FileText());
  }
}
