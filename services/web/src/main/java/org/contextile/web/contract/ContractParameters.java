// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.contract;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.contextile.api.contract.Contract.Operation;
import org.contextile.web.contract.ContractRules.Named;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Refuses parameters, headers and fields of forms that the contract does not allow. */
final class ContractParameters implements HandlerInterceptor {
  private final Map<String, Collection<Named>> known = new ConcurrentHashMap<>();

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    if (handler instanceof HandlerMethod
        && pattern != null
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      ContractRules.shared()
          .operation(request.getMethod(), pattern.toString())
          .ifPresent(operation -> check(request, operation));
    }
    return true;
  }

  private void check(HttpServletRequest request, Operation operation) {
    boolean form = request instanceof MultipartHttpServletRequest;
    Collection<Named> values =
        known.computeIfAbsent(
            operation.id() + form, _ -> ContractRules.shared().named(operation, form).values());
    values.forEach(value -> check(value, given(request, value)));
  }

  private static void check(Named value, List<String> given) {
    String pointer = "/" + value.name();
    JsonNode schema = value.schema();
    // What is missing is said where it is taken; files are looked at there as well.
    if (given.isEmpty() || schema.path("format").asString("").equals("binary")) {
      return;
    }
    if (schema.has("items")) {
      JsonNode items = ContractRules.shared().follow(schema.get("items"));
      for (JsonNode item : TextValue.of(given, items)) {
        ContractRules.shared().check(value.schemaPointer() + "/items", item, pointer);
      }
      return;
    }
    ContractRules.shared()
        .check(value.schemaPointer(), TextValue.of(given.getFirst(), schema), pointer);
    if (schema.has("contentSchema")) {
      checkContent(value, given.getFirst(), pointer);
    }
  }

  /** Text that is JSON itself. */
  private static void checkContent(Named value, String text, String pointer) {
    JsonNode content;
    try {
      content = JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw ContractRules.refused(pointer, "must be JSON");
    }
    ContractRules.shared().check(value.schemaPointer() + "/contentSchema", content, pointer);
  }

  private static List<String> given(HttpServletRequest request, Named value) {
    return switch (value.in()) {
      case "path" -> {
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        Object variable = variables instanceof Map<?, ?> map ? map.get(value.name()) : null;
        yield variable == null ? List.of() : List.of(variable.toString());
      }
      case "header" -> Collections.list(request.getHeaders(value.name()));
      default -> values(request, value.name());
    };
  }

  private static List<String> values(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    return values == null ? List.of() : List.of(values);
  }
}
