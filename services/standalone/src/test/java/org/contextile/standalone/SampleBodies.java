// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.contextile.db.testing.WorkspaceRows;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that name a workspace's rows, made of the contract's schemas: what is required, and
 * whatever is an id.
 */
@SuppressWarnings("unchecked") // The contract is a tree of maps.
final class SampleBodies {
  /** Names of ids, and the tables whose rows they are of. */
  static final Map<String, String> TABLES =
      Map.ofEntries(
          Map.entry("slideId", "slide"),
          Map.entry("slideIds", "slide"),
          Map.entry("upload", "upload"),
          Map.entry("uploadId", "upload"),
          Map.entry("cohortId", "cohort"),
          Map.entry("splitId", "split"),
          Map.entry("modelId", "model"),
          Map.entry("modelIds", "model"),
          Map.entry("studentId", "model"),
          Map.entry("teacherId", "model"),
          Map.entry("classifierId", "classifier"),
          Map.entry("featureSetId", "feature_set"),
          Map.entry("predictionId", "prediction"),
          Map.entry("jobId", "job"),
          Map.entry("dependsOn", "child"));

  private static final String JSON = "application/json";
  private static final String PATCH = "application/merge-patch+json";

  private final Map<String, Object> contract;
  private final WorkspaceRows rows;

  SampleBodies(Map<String, Object> contract, WorkspaceRows rows) {
    this.contract = contract;
    this.rows = rows;
  }

  /**
   * JSON bodies of an operation, each way to say it once; none if it takes none, or none with an
   * id.
   *
   * @param named whether its path names a row already
   */
  List<Object> of(Map<String, Object> operation, boolean named) {
    Map<String, Object> content = content(operation);
    if (content.containsKey(PATCH)) {
      return List.of(Map.of("notes", "walked"));
    }
    Map<String, Object> json = (Map<String, Object>) content.get(JSON);
    if (json == null) {
      return List.of();
    }
    return samples(Objects.requireNonNull(json.get("schema"))).stream()
        .filter(sample -> named || rows.ids().values().stream().anyMatch(it -> names(sample, it)))
        .toList();
  }

  /** Of an operation's body: JSON, a patch in JSON, or what no JSON is. */
  static String contentType(Map<String, Object> operation) {
    Map<String, Object> content = content(operation);
    return content.isEmpty() || content.containsKey(JSON)
        ? JSON
        : content.keySet().iterator().next();
  }

  private static Map<String, Object> content(Map<String, Object> operation) {
    Map<String, Object> body = (Map<String, Object>) operation.get("requestBody");
    return body == null
        ? Map.of()
        : (Map<String, Object>) Objects.requireNonNull(body.get("content"));
  }

  private static boolean names(Object sample, Object id) {
    return sample.toString().contains(id.toString());
  }

  private List<Object> samples(Object of) {
    Map<String, Object> schema = resolved(of);
    List<Object> ways = (List<Object>) schema.get("oneOf");
    if (ways != null) {
      return ways.stream().flatMap(way -> samples(way).stream()).toList();
    }
    Map<String, Object> properties = properties(schema);
    if (properties.isEmpty()) {
      return List.of(value(schema));
    }
    List<Object> samples = new ArrayList<>();
    Map<String, Object> common = new LinkedHashMap<>();
    List<Map.Entry<String, List<Object>>> nested = new ArrayList<>();
    Set<String> required = required(schema);
    for (String name : chosen(properties, required)) {
      List<Object> values = property(name, Objects.requireNonNull(properties.get(name)));
      common.put(name, values.getFirst());
      if (values.size() > 1) {
        nested.add(Map.entry(name, values));
      }
    }
    if (common.isEmpty()) {
      // One of several things, of which each is a way to say it.
      properties.forEach(
          (name, property) -> {
            if (((Map<String, Object>) property).containsKey("$ref")) {
              samples(property).forEach(it -> samples.add(Map.of(name, it)));
            }
          });
      return samples;
    }
    samples.add(common);
    for (Map.Entry<String, List<Object>> each : nested) {
      each.getValue().stream()
          .skip(1)
          .forEach(
              value -> {
                Map<String, Object> other = new LinkedHashMap<>(common);
                other.put(each.getKey(), value);
                samples.add(other);
              });
    }
    return samples;
  }

  /** Slides are named by their ids or by a cohort, not by both. */
  private static List<String> chosen(Map<String, Object> properties, Set<String> required) {
    return properties.keySet().stream()
        .filter(name -> required.contains(name) || TABLES.containsKey(name))
        .filter(
            name ->
                required.contains(name)
                    || !(name.equals("cohortId") && properties.containsKey("slideIds")))
        .toList();
  }

  private List<Object> property(String name, Object of) {
    String table = TABLES.get(name);
    Map<String, Object> schema = resolved(of);
    if (table != null) {
      String id = rows.id(table).toString();
      return List.of("array".equals(schema.get("type")) ? List.of(id) : id);
    }
    if ("array".equals(schema.get("type"))) {
      return samples(Objects.requireNonNull(schema.get("items"))).stream()
          .<Object>map(List::of)
          .toList();
    }
    return samples(schema);
  }

  private static Object value(Map<String, Object> schema) {
    List<Object> known = (List<Object>) schema.get("enum");
    if (known != null) {
      return known.getFirst();
    }
    return Stream.of("default", "example", "minimum")
        .map(schema::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(() -> "string".equals(schema.get("type")) ? "walked" : Integer.valueOf(1));
  }

  private Map<String, Object> properties(Map<String, Object> schema) {
    Map<String, Object> all = new LinkedHashMap<>();
    parts(schema)
        .map(part -> (@Nullable Map<String, Object>) part.get("properties"))
        .filter(Objects::nonNull)
        .forEach(all::putAll);
    return all;
  }

  private Set<String> required(Map<String, Object> schema) {
    return Set.copyOf(
        parts(schema)
            .map(part -> (@Nullable List<String>) part.get("required"))
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .toList());
  }

  private Stream<Map<String, Object>> parts(Map<String, Object> schema) {
    List<Object> parts = (List<Object>) schema.getOrDefault("allOf", List.of());
    return Stream.concat(Stream.of(schema), parts.stream().map(this::resolved));
  }

  private Map<String, Object> resolved(Object of) {
    Map<String, Object> schema = (Map<String, Object>) of;
    String reference = (String) schema.get("$ref");
    if (reference == null) {
      return schema;
    }
    Object found = contract;
    for (String step : reference.substring("#/".length()).split("/", -1)) {
      found = Objects.requireNonNull(((Map<String, Object>) found).get(step));
    }
    return resolved(found);
  }
}
