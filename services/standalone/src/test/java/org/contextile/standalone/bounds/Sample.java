// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.bounds;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.contextile.api.contract.Contract;
import org.contextile.api.contract.Contract.Operation;
import org.contextile.standalone.Platform;
import tools.jackson.databind.JsonNode;

/**
 * A request of an operation, with the least that it takes, to be changed in one place.
 *
 * @param parameters by place and name, such as {@code query:pageSize}
 * @param type of the body; empty for none
 * @param form the fields of a form by name, {@code file} being one
 * @param body the body as text where it is no form
 */
record Sample(
    Operation operation,
    Map<String, String> parameters,
    String type,
    Map<String, String> form,
    String body) {
  private static final String BOUNDARY = "-----bounds";

  /** The smallest request with a body of this type. */
  static Sample of(Contract contract, Operation operation, String type, Schemas schemas) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (JsonNode parameter : contract.parameters(operation)) {
      if (parameter.path("required").asBoolean(false)) {
        parameters.put(key(parameter), least(schemas, parameter.get("schema")));
      }
    }
    JsonNode schema = operation.node().at("/requestBody/content").path(type).path("schema");
    if (type.equals("text/csv")) {
      parameters.put("query:name", "bounds");
    }
    if (!type.startsWith("multipart")) {
      boolean json = type.endsWith("json");
      return new Sample(
          operation,
          parameters,
          type,
          Map.of(),
          json ? schemas.smallest(schema).toString() : "more");
    }
    Map<String, String> form = new LinkedHashMap<>();
    JsonNode fields = schemas.smallest(schema);
    fields.propertyNames().forEach(name -> form.put(name, fields.get(name).asString()));
    return new Sample(operation, parameters, type, form, "");
  }

  static String key(JsonNode parameter) {
    return parameter.get("in").asString() + ":" + parameter.get("name").asString();
  }

  private static String least(Schemas schemas, JsonNode schema) {
    JsonNode least = schemas.smallest(schema);
    return least.isString() ? least.asString() : least.toString();
  }

  Sample with(String parameter, String value) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.put(parameter, value);
    return new Sample(operation, changed, type, form, body);
  }

  Sample without(String parameter) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.remove(parameter);
    return new Sample(operation, changed, type, form, body);
  }

  Sample withField(String field, String value) {
    Map<String, String> changed = new LinkedHashMap<>(form);
    changed.put(field, value);
    return new Sample(operation, parameters, type, changed, body);
  }

  Sample withoutField(String field) {
    Map<String, String> changed = new LinkedHashMap<>(form);
    changed.remove(field);
    return new Sample(operation, parameters, type, changed, body);
  }

  Sample withBody(String text) {
    return new Sample(operation, parameters, type, form, text);
  }

  HttpRequest request(String address) {
    String path = operation.path();
    StringBuilder query = new StringBuilder();
    HttpRequest.Builder request =
        HttpRequest.newBuilder().header("Authorization", "Bearer " + Platform.KEY);
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String[] key = parameter.getKey().split(":", 2);
      String encoded = URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8);
      switch (key[0]) {
        case "path" -> path = path.replace("{" + key[1] + "}", encoded.replace("+", "%20"));
        case "query" ->
            query.append(query.isEmpty() ? '?' : '&').append(key[1]).append('=').append(encoded);
        default -> request.header(key[1], parameter.getValue());
      }
    }
    if (!type.isEmpty()) {
      request.header(
          "Content-Type", type.startsWith("multipart") ? type + "; boundary=" + BOUNDARY : type);
    }
    return request
        .uri(URI.create(address + path + query))
        .method(
            operation.method().toUpperCase(Locale.ROOT),
            type.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(
                    type.startsWith("multipart") ? parts() : body))
        .build();
  }

  private String parts() {
    StringBuilder parts = new StringBuilder();
    form.forEach(
        (name, value) ->
            parts
                .append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append(name.equals("file") ? "\"; filename=\"bounds.tiff\"" : "\"")
                .append("\r\n\r\n")
                .append(value)
                .append("\r\n"));
    return parts.append("--" + BOUNDARY + "--\r\n").toString();
  }
}
