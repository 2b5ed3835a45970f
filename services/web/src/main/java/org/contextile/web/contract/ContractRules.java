// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.contextile.api.contract.Contract;
import org.contextile.api.contract.Contract.Operation;
import org.contextile.api.contract.ContractSchemas;
import org.contextile.api.contract.Fault;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.JsonNode;

/**
 * What the contract says of each operation's request. It is read with the first request that needs
 * it, and shared by all contexts of the process.
 */
final class ContractRules {
  private static final Supplier<ContractRules> SHARED = SingletonSupplier.of(ContractRules::new);

  /**
   * A value that comes by name: a parameter, or a field of a form.
   *
   * @param in {@code query}, {@code path}, {@code header} or {@code form}
   * @param schemaPointer where its schema stands
   */
  record Named(String in, String name, JsonNode schema, String schemaPointer) {}

  private final Contract contract = Contract.load();
  private final ContractSchemas schemas = new ContractSchemas(contract);
  private final Map<String, Operation> operations =
      contract.operations().stream()
          .collect(Collectors.toMap(it -> key(it.method(), it.path()), it -> it));

  private ContractRules() {}

  static ContractRules shared() {
    return java.util.Objects.requireNonNull(SHARED.get());
  }

  /**
   * The operation of a route.
   *
   * @param pattern of its path, as the contract writes it
   */
  Optional<Operation> operation(String method, String pattern) {
    return Optional.ofNullable(operations.get(key(method, pattern)));
  }

  /** The operation's parameters, and the fields of its form where it takes one. */
  Map<String, Named> named(Operation operation, boolean form) {
    Map<String, Named> named = new LinkedHashMap<>();
    JsonNode parameters = operation.node().path("parameters");
    for (int i = 0; i < parameters.size(); i++) {
      JsonNode given = parameters.get(i);
      JsonNode parameter = contract.follow(given);
      String place =
          given.has("$ref")
              ? given.get("$ref").asString().substring(1)
              : operation.pointer() + "/parameters/" + i;
      put(
          named,
          parameter.get("in").asString(),
          parameter.get("name").asString(),
          place + "/schema");
    }
    if (form) {
      String place = bodyPointer(operation, "multipart/form-data");
      JsonNode schema = contract.root().at(place);
      if (schema.has("$ref")) {
        place = schema.get("$ref").asString().substring(1);
        schema = contract.follow(schema);
      }
      String fields = place + "/properties/";
      schema
          .path("properties")
          .propertyNames()
          .forEach(name -> put(named, "form", name, fields + name));
    }
    return named;
  }

  private void put(Map<String, Named> named, String in, String name, String schemaPointer) {
    JsonNode schema = contract.follow(contract.root().at(schemaPointer));
    named.put(in + ":" + name, new Named(in, name, schema, schemaPointer));
  }

  /** Where the schema of a body of this type stands. */
  String bodyPointer(Operation operation, String type) {
    return operation.pointer() + "/requestBody/content/" + Contract.escaped(type) + "/schema";
  }

  boolean takes(Operation operation, String type) {
    return operation.node().at("/requestBody/content").has(type);
  }

  /** What is referred to. */
  JsonNode follow(JsonNode schema) {
    return contract.follow(schema);
  }

  /**
   * Refuses a value that its schema does not allow.
   *
   * @param within a JSON pointer to the value within the request; empty for its body
   * @throws ProblemException {@code bad-request} at the offending place
   */
  void check(String schemaPointer, JsonNode value, String within) {
    schemas
        .fault(schemaPointer, value)
        .ifPresent(
            fault -> {
              throw refused(within + fault.pointer(), fault);
            });
  }

  private static ProblemException refused(String pointer, Fault fault) {
    return refused(pointer, fault.message());
  }

  static ProblemException refused(String pointer, String message) {
    String field = pointer.isEmpty() ? "The body" : pointer.substring(1);
    return new ProblemException(
        ProblemType.BAD_REQUEST.with(field + " " + message + ".").at(pointer));
  }

  private static String key(String method, @Nullable String path) {
    return method.toLowerCase(java.util.Locale.ROOT) + " " + path;
  }
}
