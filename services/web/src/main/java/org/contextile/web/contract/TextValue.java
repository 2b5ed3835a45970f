// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.contract;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Values of addresses, headers and forms as the JSON that they stand for. Numbers are written as in
 * JSON: no other notation that Java knows, such as {@code 0x10} or {@code 1d}, is one.
 */
final class TextValue {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern NUMBER =
      Pattern.compile(INTEGER.pattern() + "(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** Of longer texts none is a number that any field takes. */
  private static final int LONGEST_NUMBER = 100;

  private TextValue() {}

  /** What does not look like the type that is wanted stays the text that it is. */
  static JsonNode of(String text, JsonNode schema) {
    return switch (schema.path("type").asString("")) {
      case "integer" -> literal(text, INTEGER);
      case "number" -> literal(text, NUMBER);
      case "boolean" ->
          text.equals("true") || text.equals("false")
              ? JsonNodeFactory.instance.booleanNode(text.equals("true"))
              : string(text);
      default -> string(text);
    };
  }

  /** Of an array, whose items may be given one by one or with commas between. */
  static JsonNode of(List<String> texts, JsonNode items) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.stream()
        .flatMap(text -> List.of(text.split(",", -1)).stream())
        .forEach(text -> array.add(of(text, items)));
    return array;
  }

  private static JsonNode literal(String text, Pattern pattern) {
    if (text.length() > LONGEST_NUMBER || !pattern.matcher(text).matches()) {
      return string(text);
    }
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return string(text);
    }
  }

  private static JsonNode string(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }
}
