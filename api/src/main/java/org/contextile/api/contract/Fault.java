// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.contract;

import static java.util.stream.Collectors.joining;

import com.networknt.schema.Error;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What a schema has against a value.
 *
 * @param pointer a JSON pointer to the field, also where it is missing; empty for the whole
 * @param keyword what of the schema does not hold, such as {@code minimum}
 * @param message what is expected there, to follow the field's name: {@code must be less than 16}
 */
public record Fault(String pointer, String keyword, String message) {
  /** That one of several schemas does not hold says less than what it has against the value. */
  private static final Set<String> SUMMARIES = Set.of("oneOf", "anyOf", "allOf", "$ref");

  private static final Set<String> OF_A_FIELD = Set.of("required", "unevaluatedProperties");
  private static final Pattern CHOICE = Pattern.compile("^(.*?/(?:oneOf|anyOf))/(\\d+)(?:/.*|$)");

  static List<Fault> of(List<Error> errors) {
    return errors.stream().map(Fault::of).toList();
  }

  /**
   * The fault to name: of several schemas of which one must hold, that of the one which the value
   * comes nearest to, by the fields that it has.
   */
  static Optional<Fault> first(List<Error> errors) {
    Map<Integer, List<Error>> ways =
        errors.stream()
            .filter(it -> way(it) >= 0)
            .collect(Collectors.groupingBy(Fault::way, TreeMap::new, Collectors.toList()));
    List<Error> nearest =
        ways.values().stream().min(Comparator.comparingLong(Fault::missing)).orElse(errors);
    return nearest.stream()
        .filter(it -> !SUMMARIES.contains(it.getKeyword()))
        .findFirst()
        .or(() -> errors.stream().findFirst())
        .map(Fault::of);
  }

  private static int way(Error error) {
    Matcher choice = CHOICE.matcher(error.getEvaluationPath().toString());
    return choice.matches() ? Integer.parseInt(choice.group(2)) : -1;
  }

  private static long missing(List<Error> errors) {
    return errors.stream().filter(it -> OF_A_FIELD.contains(it.getKeyword())).count();
  }

  private static Fault of(Error error) {
    String place = error.getInstanceLocation().toString();
    String pointer =
        OF_A_FIELD.contains(error.getKeyword()) && error.getProperty() != null
            ? place + "/" + Contract.escaped(error.getProperty())
            : place;
    return new Fault(pointer, error.getKeyword(), words(error));
  }

  private static String words(Error error) {
    JsonNode bound = error.getSchemaNode();
    return switch (error.getKeyword()) {
      case "required" -> "is missing";
      case "unevaluatedProperties", "additionalProperties" -> "is not known here";
      case "type" -> "cannot be read: " + type(bound) + " is expected";
      case "enum" ->
          "must be one of " + bound.valueStream().map(JsonNode::asString).collect(joining(", "));
      case "const" -> "must be " + bound.asString();
      case "minimum" -> "must be greater than or equal to " + number(bound);
      case "exclusiveMinimum" -> "must be greater than " + number(bound);
      case "maximum" -> "must be less than or equal to " + number(bound);
      case "exclusiveMaximum" -> "must be less than " + number(bound);
      case "minLength" -> "must have at least " + count(bound, "character");
      case "maxLength" -> "must have at most " + count(bound, "character");
      case "minItems" -> "must have at least " + count(bound, "item");
      case "maxItems" -> "must have at most " + count(bound, "item");
      case "uniqueItems" -> "must not have an item twice";
      case "pattern" -> "must match " + bound.asString();
      case "format" -> "must be " + format(bound.asString());
      default -> error.getMessage();
    };
  }

  private static String type(JsonNode type) {
    return switch (type.isArray() ? type.get(0).asString() : type.asString()) {
      case "string" -> "text";
      case "integer" -> "an integer";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      case "array" -> "a list";
      default -> "an object";
    };
  }

  private static String number(JsonNode bound) {
    return bound.decimalValue().stripTrailingZeros().toPlainString();
  }

  private static String count(JsonNode bound, String what) {
    return bound.asLong() + " " + what + (bound.asLong() == 1 ? "" : "s");
  }

  private static String format(String name) {
    return switch (name) {
      case "uuid" -> "a UUID";
      case "date-time" -> "a time as of RFC 3339, such as 2026-11-24T09:14:03Z";
      case "uri" -> "a URI";
      case "int32" -> "an integer of 32 bits";
      case "int64" -> "an integer of 64 bits";
      case "double" -> "a finite number";
      default -> "of the format " + name;
    };
  }
}
