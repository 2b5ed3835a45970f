// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.bounds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextile.api.contract.Contract;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The smallest values that schemas allow, and every place in them. */
final class Schemas {
  /** Of nothing that there is, so that what fits is refused for that reason, and makes nothing. */
  static final String ID = "0199c1a5-33cc-7d74-8f31-2c4d5e6f7081";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private final Contract contract;

  Schemas(Contract contract) {
    this.contract = contract;
  }

  /**
   * A place in a value.
   *
   * @param pointer where it is, as a JSON pointer
   * @param schema what is allowed there
   * @param required whether there must be something
   * @param around a small value that has something there
   */
  record Place(String pointer, JsonNode schema, boolean required, JsonNode around) {
    /** The same with another value there, or with nothing. */
    JsonNode with(@org.jspecify.annotations.Nullable JsonNode value) {
      if (pointer.isEmpty()) {
        return java.util.Objects.requireNonNull(value);
      }
      JsonNode copy = around.deepCopy();
      JsonPointer at = JsonPointer.compile(pointer);
      JsonNode parent = copy.at(at.head());
      String name = at.last().getMatchingProperty();
      switch (parent) {
        case ObjectNode object when value == null -> object.remove(name);
        case ObjectNode object -> object.set(name, value);
        case ArrayNode array when value == null -> array.remove(at.last().getMatchingIndex());
        case ArrayNode array -> array.set(at.last().getMatchingIndex(), value);
        default -> throw new IllegalStateException(pointer);
      }
      return copy;
    }
  }

  JsonNode resolved(JsonNode schema) {
    return contract.follow(schema);
  }

  /** The ways in which a value may be, of a choice; else the one. */
  List<JsonNode> ways(JsonNode schema) {
    JsonNode of = resolved(schema);
    return of.has("oneOf")
        ? of.get("oneOf").valueStream().map(this::resolved).toList()
        : List.of(of);
  }

  /** Every place in values of the schema, the whole first. */
  List<Place> places(JsonNode schema) {
    List<Place> places = new ArrayList<>();
    for (JsonNode way : ways(schema)) {
      walk(new Place("", way, true, smallest(way)), places::add);
    }
    return places;
  }

  private void walk(Place place, Consumer<Place> found) {
    found.accept(place);
    JsonNode schema = place.schema();
    Set<String> required = required(schema);
    properties(schema)
        .forEach(
            (name, property) -> {
              JsonNode at = resolved(property);
              String pointer = place.pointer() + "/" + Contract.escaped(name);
              Place field = new Place(pointer, at, required.contains(name), place.around());
              walk(new Place(pointer, at, field.required(), field.with(smallest(at))), found);
            });
    if (schema.has("items")) {
      JsonNode items = resolved(schema.get("items"));
      JsonNode one = JSON.arrayNode().add(smallest(items));
      walk(new Place(place.pointer() + "/0", items, false, place.with(one)), found);
    }
  }

  /** With what is required, and nothing else. */
  JsonNode smallest(JsonNode of) {
    JsonNode schema = resolved(of);
    if (schema.has("enum")) {
      return schema.get("enum").get(0);
    }
    if (schema.has("oneOf")) {
      return smallest(schema.get("oneOf").get(0));
    }
    Map<String, JsonNode> properties = properties(schema);
    if (!properties.isEmpty()) {
      ObjectNode object = JSON.objectNode();
      Set<String> required = required(schema);
      properties.forEach(
          (name, property) -> {
            if (required.contains(name)) {
              object.set(name, smallest(property));
            }
          });
      return object;
    }
    return switch (schema.path("type").asString()) {
      case "object" -> JSON.objectNode();
      case "array" -> repeated(smallest(schema.get("items")), schema.path("minItems").asInt(0));
      case "boolean" -> JSON.booleanNode(true);
      case "integer" -> JSON.numberNode(number(schema).longValue());
      case "number" -> number(schema);
      default -> JSON.stringNode(text(schema));
    };
  }

  ArrayNode repeated(JsonNode item, int times) {
    ArrayNode array = JSON.arrayNode();
    for (int i = 0; i < times; i++) {
      array.add(item);
    }
    return array;
  }

  private static JsonNode number(JsonNode schema) {
    return Stream.of("default", "minimum", "maximum")
        .filter(schema::has)
        .findFirst()
        .map(schema::get)
        .orElse(JSON.numberNode(1));
  }

  private static String text(JsonNode schema) {
    return switch (schema.path("format").asString()) {
      case "uuid" -> ID;
      case "date-time" -> "2026-11-24T09:14:03Z";
      default ->
          schema.has("examples")
              ? schema.get("examples").get(0).asString()
              : "x".repeat(Math.max(1, schema.path("minLength").asInt(1)));
    };
  }

  Map<String, JsonNode> properties(JsonNode schema) {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    parts(schema)
        .flatMap(part -> part.path("properties").properties().stream())
        .forEach(it -> all.put(it.getKey(), it.getValue()));
    return all;
  }

  private Set<String> required(JsonNode schema) {
    return parts(schema)
        .flatMap(part -> part.path("required").valueStream())
        .map(JsonNode::asString)
        .collect(Collectors.toSet());
  }

  private Stream<JsonNode> parts(JsonNode schema) {
    return Stream.concat(Stream.of(schema), schema.path("allOf").valueStream().map(this::resolved));
  }
}
