// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The contract as it lies in the jar, with references followed on demand.
 *
 * @param root the document
 */
public record Contract(JsonNode root) {
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete", "options");

  /**
   * One method of one path.
   *
   * @param path as the contract writes it, with variables in braces
   * @param method in lower case
   */
  public record Operation(String path, String method, JsonNode node) {
    public String id() {
      return node.path("operationId").asString();
    }

    /** Where the operation stands in the document, as a JSON pointer. */
    public String pointer() {
      return "/paths/" + escaped(path) + "/" + method;
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** Reads the document, which takes some tenths of a second: keep it. */
  public static Contract load() {
    try (InputStream in =
        Objects.requireNonNull(
            Contract.class.getResourceAsStream("/META-INF/contextile/openapi.yaml"))) {
      return new Contract(YAMLMapper.builder().build().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a reference stands for; anything else itself. */
  public JsonNode follow(JsonNode node) {
    return node.has("$ref") ? follow(root.at(node.get("$ref").asString().substring(1))) : node;
  }

  /** Every operation, in the document's order. */
  public List<Operation> operations() {
    return root.get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .map(
                        method -> new Operation(path.getKey(), method.getKey(), method.getValue())))
        .toList();
  }

  /** The operation's parameters of every place. */
  public List<JsonNode> parameters(Operation operation) {
    return operation.node().path("parameters").valueStream().map(this::follow).toList();
  }

  /** The operation's answers by status, `default` among them. */
  public List<Map.Entry<String, JsonNode>> responses(Operation operation) {
    return operation.node().get("responses").properties().stream()
        .map(response -> Map.entry(response.getKey(), follow(response.getValue())))
        .toList();
  }

  /** A name as a step of a JSON pointer. */
  public static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
