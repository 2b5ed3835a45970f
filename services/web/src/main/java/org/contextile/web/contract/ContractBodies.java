// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.contract;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses bodies of JSON that could be read, but that the contract does not allow: what a generated
 * class takes is more than what its schema says.
 */
@RestControllerAdvice
final class ContractBodies extends RequestBodyAdviceAdapter {
  private static final String JSON = "application/json";

  private final HttpServletRequest request;

  /**
   * @param request the current one
   */
  ContractBodies(HttpServletRequest request) {
    this.request = request;
  }

  @Override
  public boolean supports(
      MethodParameter parameter,
      Type type,
      Class<? extends HttpMessageConverter<?>> converterType) {
    return AbstractJacksonHttpMessageConverter.class.isAssignableFrom(converterType);
  }

  /** The body is in memory already, where it was looked through for what no field may hold. */
  @Override
  public Object afterBodyRead(
      Object body,
      HttpInputMessage message,
      MethodParameter parameter,
      Type type,
      Class<? extends HttpMessageConverter<?>> converterType) {
    try {
      if (message.getBody() instanceof ByteArrayInputStream bytes) {
        bytes.reset();
        check(JsonMapper.shared().readTree(bytes));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body;
  }

  private void check(JsonNode value) {
    ContractRules rules = ContractRules.shared();
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    rules
        .operation(request.getMethod(), String.valueOf(pattern))
        .filter(operation -> rules.takes(operation, JSON))
        .ifPresent(operation -> rules.check(rules.bodyPointer(operation, JSON), value, ""));
  }
}
