// SPDX-License-Identifier: Apache-2.0
package org.contextile.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.contextile.api.contract.Contract;
import org.contextile.api.contract.ContractSchemas;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The examples tell one story: of one slide, its cohort, two models, and what came of them. */
class ExamplesTest {
  private static final Contract CONTRACT = Contract.load();
  private static final ContractSchemas SCHEMAS = new ContractSchemas(CONTRACT);
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String PLACEHOLDER = "00000000-0000-.*";

  /** Names that do not say by themselves what is named. */
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("student", "model"),
          Map.entry("teacher", "model"),
          Map.entry("configUpload", "upload"),
          Map.entry("uploads", "upload"),
          Map.entry("parent", "job"),
          Map.entry("dependsOn", "job"));

  private record Example(String place, String schema, JsonNode value) {}

  @TestFactory
  Stream<DynamicTest> everyExampleFitsItsSchema() {
    List<Example> examples = examples();
    assertThat(examples).hasSizeGreaterThan(40);
    return examples.stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    it.place(),
                    () -> assertThat(SCHEMAS.faults(it.schema(), it.value())).isEmpty()));
  }

  @Test
  void anIdNamesTheSameThingThroughout() {
    Map<String, String> kinds = new LinkedHashMap<>();
    Map<String, String> ids = new LinkedHashMap<>();
    for (Example example : examples()) {
      names(example.place(), example.value())
          .forEach(
              named -> {
                kinds.putIfAbsent(named.id(), named.kind());
                assertThat(kinds.get(named.id()))
                    .as("%s in %s", named.id(), example.place())
                    .isEqualTo(named.kind());
                ids.putIfAbsent(named.kind(), named.id());
              });
    }
    assertThat(ids)
        .containsKeys(
            "slide", "upload", "cohort", "split", "model", "job", "featureSet", "prediction");
    // All but models, jobs and uploads are one of a kind.
    assertThat(kinds.values().stream().filter(it -> !it.matches("model|job|upload")))
        .doesNotHaveDuplicates();
  }

  private record Named(String kind, String id) {}

  /** Ids by what they are of, told by the field, or by the operation whose answer has an `id`. */
  private static List<Named> names(String place, JsonNode value) {
    List<Named> names = new ArrayList<>();
    name(names, owner(place), value);
    return names;
  }

  private static void name(List<Named> names, String field, JsonNode value) {
    if (value.isString() && value.asString().matches(UUID)) {
      if (!value.asString().matches(PLACEHOLDER)) {
        names.add(new Named(kind(field), value.asString()));
      }
    } else if (value.isArray()) {
      value.valueStream().forEach(item -> name(names, field, item));
    } else if (value.has("type") && value.has("id")) {
      names.add(new Named(value.get("type").asString(), value.get("id").asString()));
    } else {
      value
          .properties()
          .forEach(
              it ->
                  name(
                      names, it.getKey().matches("id|items") ? field : it.getKey(), it.getValue()));
    }
  }

  private static String kind(String field) {
    String name = field.replaceFirst("Ids?$", "");
    return KINDS.getOrDefault(name, name);
  }

  /** What an answer's own `id` is of, and the name of a parameter. */
  private static String owner(String place) {
    JsonNode holder = CONTRACT.root().at(place);
    JsonNode schema = CONTRACT.root().at(place + "/schema");
    String name =
        holder.has("in")
            ? holder.get("name").asString()
            : schema.path("$ref").asString("").replaceFirst(".*/", "").replaceFirst("Page$", "");
    return name.isEmpty() ? "" : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    collect(examples, "", CONTRACT.root());
    return examples;
  }

  private static void collect(List<Example> examples, String place, JsonNode node) {
    if (node.has("schema")) {
      String schema = place + "/schema";
      if (node.has("example")) {
        examples.add(new Example(place, schema, node.get("example")));
      }
      node.path("examples")
          .properties()
          .forEach(it -> examples.add(new Example(place, schema, it.getValue().get("value"))));
    }
    node.path("examples")
        .valueStream()
        .filter(it -> node.has("type"))
        .forEach(it -> examples.add(new Example(place, place, it)));
    node.properties().stream()
        .filter(it -> !it.getKey().startsWith("example"))
        .forEach(
            it -> collect(examples, place + "/" + Contract.escaped(it.getKey()), it.getValue()));
    for (int i = 0; i < node.size() && node.isArray(); i++) {
      collect(examples, place + "/" + i, node.get(i));
    }
  }
}
