// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.bounds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.contextile.api.contract.Contract;
import org.contextile.api.contract.Contract.Operation;
import org.contextile.jobs.testing.RunningService;
import org.contextile.standalone.Platform;
import org.contextile.standalone.bounds.Schemas.Place;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Every bound, enumeration, format and required field of the contract, just inside and just
 * outside, on every way by which a value comes in.
 */
class ContractBoundsIT {
  @RegisterExtension static final RunningService SERVICE = Platform.SERVICE;

  private static final Contract CONTRACT = Contract.load();
  private static final Schemas SCHEMAS = new Schemas(CONTRACT);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Written into the body in the place of a value that a tree of JSON cannot hold. */
  private static final String MARK = "@@@";

  private static final String JSON = "application/json";
  private static final String FORM = "multipart/form-data";

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @TestFactory
  Stream<DynamicTest> parametersKeepTheirBounds() {
    return CONTRACT.operations().stream()
        .flatMap(
            operation ->
                CONTRACT.parameters(operation).stream()
                    .map(
                        parameter ->
                            DynamicTest.dynamicTest(
                                operation.id() + " " + Sample.key(parameter),
                                () -> parameter(operation, parameter))));
  }

  @TestFactory
  Stream<DynamicTest> fieldsOfJsonKeepTheirBounds() {
    return bodies(JSON)
        .flatMap(
            operation ->
                SCHEMAS.places(schema(operation, JSON)).stream()
                    .map(
                        place ->
                            DynamicTest.dynamicTest(
                                operation.id() + " " + place.pointer(),
                                () -> json(operation, place))));
  }

  @TestFactory
  Stream<DynamicTest> fieldsOfFormsKeepTheirBounds() {
    return bodies(FORM)
        .flatMap(
            operation ->
                SCHEMAS.places(schema(operation, FORM)).stream()
                    .filter(place -> !place.pointer().isEmpty())
                    .map(
                        place ->
                            DynamicTest.dynamicTest(
                                operation.id() + " form" + place.pointer(),
                                () -> form(operation, place))));
  }

  private static Stream<Operation> bodies(String type) {
    return CONTRACT.operations().stream()
        .filter(it -> it.node().at("/requestBody/content").has(type));
  }

  private static JsonNode schema(Operation operation, String type) {
    return operation.node().at("/requestBody/content").get(type).get("schema");
  }

  private static void parameter(Operation operation, JsonNode parameter) {
    Sample sample = Sample.of(CONTRACT, operation, firstType(operation), SCHEMAS);
    String key = Sample.key(parameter);
    JsonNode schema = SCHEMAS.resolved(parameter.get("schema"));
    List<Probe> probes =
        Probe.ofText(schema.has("items") ? SCHEMAS.resolved(schema.get("items")) : schema, SCHEMAS);
    // No step of a path is empty.
    probes.removeIf(probe -> key.startsWith("path") && probe.asText().isEmpty());
    String pointer = "/" + parameter.get("name").asString();
    check(probes, pointer, probe -> sample.with(key, probe.asText()));
    if (parameter.path("required").asBoolean(false) && !key.startsWith("path")) {
      // That the upload is not there may be said first.
      checkEach(
          List.of(Probe.MISSING),
          answer -> answer.refuses(pointer) || answer.status() == 404,
          _ -> sample.without(key));
    }
  }

  private static void json(Operation operation, Place place) {
    Sample sample = Sample.of(CONTRACT, operation, JSON, SCHEMAS);
    JsonNode mark = JsonNodeFactory.instance.stringNode(MARK);
    String marked = place.with(mark).toString();
    check(
        Probe.of(place.schema(), SCHEMAS),
        place.pointer(),
        probe -> sample.withBody(marked.replace("\"" + MARK + "\"", probe.json())));
    if (place.required() && !place.pointer().isEmpty()) {
      // Of a choice, what is missing tells which one is meant.
      boolean choice = SCHEMAS.ways(schema(operation, JSON)).size() > 1;
      checkEach(
          List.of(Probe.MISSING),
          answer -> choice ? answer.refuses() : answer.refuses(place.pointer()),
          _ -> sample.withBody(place.with(null).toString()));
      check(
          List.of(Probe.NULL),
          place.pointer(),
          _ -> sample.withBody(marked.replace("\"" + MARK + "\"", "null")));
    }
  }

  private static void form(Operation operation, Place place) {
    Sample sample = Sample.of(CONTRACT, operation, FORM, SCHEMAS);
    String field = place.pointer().substring(1);
    if (!field.equals("file")) {
      check(
          Probe.ofText(place.schema(), SCHEMAS),
          place.pointer(),
          probe -> sample.withField(field, probe.asText()));
    }
    if (place.required()) {
      check(List.of(Probe.MISSING), place.pointer(), _ -> sample.withoutField(field));
    }
  }

  private static String firstType(Operation operation) {
    return operation.node().at("/requestBody/content").propertyNames().stream()
        .findFirst()
        .orElse("");
  }

  private static void check(List<Probe> probes, String pointer, Function<Probe, Sample> sample) {
    checkEach(probes, answer -> answer.refuses(pointer), sample);
  }

  private static void checkEach(
      List<Probe> probes, Predicate<Answer> refuses, Function<Probe, Sample> sample) {
    SoftAssertions all = new SoftAssertions();
    for (Probe probe : probes) {
      Answer answer = answer(sample.apply(probe));
      String as = probe + " -> " + answer.status() + " " + answer.body();
      all.assertThat(answer.status()).as(as).isLessThan(500);
      all.assertThat(refuses.test(answer)).as(as).isEqualTo(!probe.fits());
    }
    all.assertAll();
  }

  private static Answer answer(Sample sample) {
    try {
      return Answer.to(HTTP, sample.request(SERVICE.address()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
