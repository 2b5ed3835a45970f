// SPDX-License-Identifier: Apache-2.0
package org.contextile.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.contextile.api.contract.Contract;
import org.contextile.api.model.JobState;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ContractTest {
  private static final Contract CONTRACT = Contract.load();
  private static final String LOWER_CAMEL_CASE = "[a-z][a-zA-Z0-9]*";

  /** Kebab case with an optional extension, a variable, or what DeepZoom itself prescribes. */
  private static final String PATH_SEGMENT =
      "[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+)?|\\{[a-z][a-zA-Z]*}"
          + "|deepzoom_files|\\{column}_\\{row}\\.jpeg";

  @Test
  void fieldsAreLowerCamelCase() {
    assertThat(fields())
        .isNotEmpty()
        .allSatisfy(field -> assertThat(field.name()).matches(LOWER_CAMEL_CASE));
  }

  @Test
  void everyFieldSaysWhatItIs() {
    assertThat(fields())
        .allSatisfy(
            field ->
                assertThat(CONTRACT.follow(field.node()).path("description").asString(""))
                    .as("%s.%s", field.schema(), field.name())
                    .isNotBlank());
  }

  @Test
  void lengthsAndSizesCarryTheirUnit() {
    assertThat(fields())
        .filteredOn(field -> field.name().matches("(?i).*(width|height|bytes|size|overlap).*"))
        // The predictor's width is one of tokens, the backbone's one of channels.
        .filteredOn(field -> !Set.of("PredictorShape", "ModelAssembly").contains(field.schema()))
        .filteredOn(field -> !field.name().equals("windowSize"))
        .allSatisfy(field -> assertThat(field.name()).matches(".*(Px|Bytes)"));
  }

  @Test
  void pathsAreVersionedAndKebabCase() {
    assertThat(CONTRACT.operations())
        .isNotEmpty()
        .allSatisfy(
            operation -> {
              assertThat(operation.path()).startsWith("/v1/");
              assertThat(Arrays.asList(operation.path().substring(1).split("/")))
                  .allMatch(segment -> segment.matches(PATH_SEGMENT));
            });
  }

  @Test
  void everyPostAcceptsAnIdempotencyKey() {
    assertThat(CONTRACT.operations())
        .filteredOn(operation -> operation.method().equals("post"))
        .isNotEmpty()
        .allSatisfy(
            operation ->
                assertThat(CONTRACT.parameters(operation))
                    .as(operation.toString())
                    .anyMatch(
                        parameter ->
                            parameter.get("name").asString().equals("Idempotency-Key")
                                && !parameter.path("required").asBoolean(false)));
  }

  @Test
  void readingAsksForAViewerAndAllElseForMore() {
    assertThat(CONTRACT.operations())
        .allSatisfy(
            operation ->
                assertThat(operation.node().path("x-role").asString(""))
                    .as(operation.toString())
                    .isIn(
                        Set.of("get", "head").contains(operation.method())
                                || operation.path().equals("/v1/session")
                            ? Set.of("viewer")
                            : Set.of("operator", "admin")));
  }

  @Test
  void everyErrorIsAProblem() {
    assertThat(CONTRACT.operations())
        .allSatisfy(
            operation -> {
              assertThat(CONTRACT.responses(operation))
                  .as(operation.toString())
                  .extracting(Map.Entry::getKey)
                  .contains("401", "default");
              assertThat(CONTRACT.responses(operation))
                  .filteredOn(
                      response ->
                          response.getKey().matches("4..|5..")
                              || response.getKey().equals("default"))
                  .allSatisfy(
                      response ->
                          assertThat(response.getValue().get("content").propertyNames())
                              .containsExactly("application/problem+json"));
            });
  }

  @Test
  void errorsAreSharedByReference() {
    assertThat(CONTRACT.operations())
        .allSatisfy(
            operation ->
                assertThat(operation.node().get("responses").properties())
                    .filteredOn(response -> !response.getKey().startsWith("2"))
                    .allMatch(response -> response.getValue().has("$ref")));
  }

  @Test
  void jobsAnswerAcceptedWithTheirAddress() {
    assertThat(CONTRACT.operations())
        .filteredOn(
            operation ->
                operation
                    .id()
                    .matches("submit(?!Jobs$).*|createSlide|createModel|cancelJob|retryJob"))
        .hasSize(8)
        .allSatisfy(
            operation ->
                assertThat(operation.node().at("/responses/202/$ref").asString())
                    .isEqualTo("#/components/responses/JobAccepted"));
    JsonNode accepted = CONTRACT.root().at("/components/responses/JobAccepted/headers");
    assertThat(accepted.propertyNames()).contains("Location", "Retry-After");
  }

  @Test
  void listsArePagedAlike() {
    assertThat(CONTRACT.operations())
        .filteredOn(operation -> operation.id().startsWith("list"))
        .hasSizeGreaterThan(7)
        .allSatisfy(
            operation -> {
              assertThat(CONTRACT.parameters(operation))
                  .extracting(parameter -> parameter.get("name").asString())
                  .contains("pageSize", "pageToken");
              JsonNode page =
                  CONTRACT.follow(
                      operation.node().at("/responses/200/content/application~1json/schema"));
              assertThat(page.get("properties").propertyNames())
                  .containsExactly("items", "nextPageToken");
            });
  }

  @Test
  void everyStateIsInTheTransitionTable() {
    String table = CONTRACT.root().at("/components/schemas/Job/description").asString();
    assertThat(JobState.values())
        .allSatisfy(state -> assertThat(table).contains("`" + state.getValue() + "`"));
  }

  /** A field of a schema, named by where it is. */
  private record Field(String schema, String name, JsonNode node) {}

  private static List<Field> fields() {
    return CONTRACT.root().at("/components/schemas").properties().stream()
        .flatMap(
            schema ->
                Stream.concat(
                        Stream.of(schema.getValue()), schema.getValue().path("allOf").valueStream())
                    .flatMap(part -> part.path("properties").properties().stream())
                    .map(field -> new Field(schema.getKey(), field.getKey(), field.getValue())))
        .toList();
  }
}
