// SPDX-License-Identifier: Apache-2.0
package org.contextile.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The contract as it lies in the jar, with references followed on demand. */
record Contract(JsonNode root) {
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete", "options");

  /** One method of one path. */
  record Operation(String path, String method, JsonNode node) {
    String id() {
      return node.path("operationId").asString();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** A field of a schema, named by where it is. */
  record Field(String schema, String name, JsonNode node) {}

  static Contract load() {
    try (InputStream in =
        Objects.requireNonNull(
            Contract.class.getResourceAsStream("/META-INF/contextile/openapi.yaml"))) {
      return new Contract(YAMLMapper.builder().build().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode follow(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asString().substring(1)) : node;
  }

  List<Operation> operations() {
    return root.get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .map(
                        method -> new Operation(path.getKey(), method.getKey(), method.getValue())))
        .toList();
  }

  List<JsonNode> parameters(Operation operation) {
    return operation.node().path("parameters").valueStream().map(this::follow).toList();
  }

  List<Map.Entry<String, JsonNode>> responses(Operation operation) {
    return operation.node().get("responses").properties().stream()
        .map(response -> Map.entry(response.getKey(), follow(response.getValue())))
        .toList();
  }

  List<Field> fields() {
    return root.at("/components/schemas").properties().stream()
        .flatMap(
            schema ->
                Stream.concat(
                        Stream.of(schema.getValue()), schema.getValue().path("allOf").valueStream())
                    .flatMap(part -> part.path("properties").properties().stream())
                    .map(field -> new Field(schema.getKey(), field.getKey(), field.getValue())))
        .toList();
  }
}
