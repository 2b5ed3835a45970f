// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.bounds;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A value at the edge of what a schema allows.
 *
 * @param why which edge
 * @param json the value as it is written in JSON, or as text where it comes as such
 * @param fits on which side of the edge it is
 */
record Probe(String why, String json, boolean fits) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What is required is not there. */
  static final Probe MISSING = new Probe("required", "", false);

  /** A field without a value is absent. */
  static final Probe NULL = new Probe("required", "null", false);

  /** The same for a value that comes as text, which has no types of its own. */
  static List<Probe> ofText(JsonNode schema, Schemas schemas) {
    List<Probe> probes = new ArrayList<>(of(schema, schemas));
    probes.removeIf(probe -> probe.why().equals("type"));
    switch (type(schema)) {
      case "integer" -> List.of("x", "0x20", "1e2", "2L", "").forEach(it -> no(probes, it));
      case "number" ->
          List.of("x", "0x1p-1", "0.5f", "0.5d", "Infinity", "NaN", "")
              .forEach(it -> no(probes, it));
      case "boolean" -> List.of("yes", "1", "on", "x").forEach(it -> no(probes, it));
      default -> {}
    }
    return probes;
  }

  /** The first where several are allowed, of which null is the other. */
  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray() ? type.get(0).asString() : type.asString();
  }

  private static void no(List<Probe> probes, String text) {
    probes.add(outside("type", JSON.stringNode(text).toString()));
  }

  /** Values just inside and just outside of all that the schema says of one by itself. */
  static List<Probe> of(JsonNode schema, Schemas schemas) {
    List<Probe> probes = new ArrayList<>();
    if (schema.has("enum")) {
      schema.get("enum").forEach(it -> probes.add(inside("enum", it)));
      probes.add(outside("enum", "\"no-such-value\""));
      String known = schema.get("enum").get(0).asString();
      if (!swapped(known).equals(known)) {
        probes.add(outside("case", text(swapped(known)).toString()));
      }
      probes.add(outside("type", "0"));
      return probes;
    }
    switch (type(schema)) {
      case "integer" -> integers(probes, schema);
      case "number" -> numbers(probes, schema);
      case "string" -> strings(probes, schema);
      case "boolean" -> {
        probes.add(inside("boolean", JSON.booleanNode(false)));
        probes.add(outside("type", "\"true\""));
        probes.add(outside("type", "1"));
      }
      case "array" -> arrays(probes, schema, schemas);
      default -> {
        probes.add(outside("type", "\"text\""));
        probes.add(outside("type", "[]"));
        probes.add(outside("type", "7"));
      }
    }
    return probes;
  }

  private static void integers(List<Probe> probes, JsonNode schema) {
    boolean small = schema.path("format").asString().equals("int32");
    BigInteger least = BigInteger.TWO.pow(small ? 31 : 63).negate();
    BigInteger most = least.negate().subtract(BigInteger.ONE);
    BigInteger from = schema.has("minimum") ? schema.get("minimum").bigIntegerValue() : least;
    BigInteger to = schema.has("maximum") ? schema.get("maximum").bigIntegerValue() : most;
    probes.add(new Probe("minimum", from.toString(), true));
    probes.add(new Probe("minimum", from.subtract(BigInteger.ONE).toString(), false));
    probes.add(new Probe("maximum", to.toString(), true));
    probes.add(new Probe("maximum", to.add(BigInteger.ONE).toString(), false));
    probes.add(outside("far", "1" + "0".repeat(30)));
    probes.add(outside("integer", from.signum() < 0 ? "1.5" : from + ".5"));
    probes.add(outside("type", "\"" + to + "\""));
    probes.add(outside("type", "true"));
  }

  private static void numbers(List<Probe> probes, JsonNode schema) {
    bound(probes, schema, "minimum", true, -1);
    bound(probes, schema, "exclusiveMinimum", false, -1);
    bound(probes, schema, "maximum", true, 1);
    bound(probes, schema, "exclusiveMaximum", false, 1);
    probes.add(outside("double", "1e999"));
    probes.add(outside("double", "-1e999"));
    probes.add(outside("type", "\"0.5\""));
    probes.add(outside("type", "true"));
    if (schema.path("minimum").asDouble(1) == 0) {
      probes.add(new Probe("minus nothing", "-0.0", true));
    }
    if (schema.path("exclusiveMinimum").asDouble(1) == 0) {
      probes.add(outside("minus nothing", "-0.0"));
      probes.add(new Probe("nearly nothing", "1e-300", true));
    }
  }

  /** The bound itself, and its next neighbour on the other side of the edge. */
  private static void bound(
      List<Probe> probes, JsonNode schema, String keyword, boolean included, int beyond) {
    if (!schema.has(keyword)) {
      return;
    }
    double bound = schema.get(keyword).asDouble();
    double out = beyond < 0 ? Math.nextDown(bound) : Math.nextUp(bound);
    double in = beyond < 0 ? Math.nextUp(bound) : Math.nextDown(bound);
    probes.add(new Probe(keyword, plain(bound), included));
    probes.add(included ? outside(keyword, plain(out)) : new Probe(keyword, plain(in), true));
    probes.add(outside(keyword, plain(bound + beyond)));
  }

  private static String plain(double value) {
    return new BigDecimal(Double.toString(value)).toString();
  }

  private static void strings(List<Probe> probes, JsonNode schema) {
    switch (schema.path("format").asString()) {
      case "uuid" -> {
        probes.add(inside("uuid", text(Schemas.ID.toUpperCase(Locale.ROOT))));
        for (String no : List.of("no-uuid", "1-1-1-1-1", "AZnBpTPMfXSPMSxNXm9wgQ==", "")) {
          probes.add(outside("uuid", text(no).toString()));
        }
      }
      case "date-time" -> {
        probes.add(inside("offset", text("2026-11-24T09:14:03+01:00")));
        probes.add(inside("fraction", text("2026-11-24T09:14:03.123456Z")));
        for (String no : List.of("tomorrow", "2026-13-01T00:00:00Z", "2026-11-24", "")) {
          probes.add(outside("date-time", text(no).toString()));
        }
      }
      default -> {}
    }
    if (schema.has("maxLength")) {
      int most = schema.get("maxLength").asInt();
      probes.add(inside("maxLength", text("x".repeat(most))));
      probes.add(outside("maxLength", text("x".repeat(most + 1)).toString()));
    }
    if (schema.has("minLength")) {
      int least = schema.get("minLength").asInt();
      probes.add(inside("minLength", text("x".repeat(least))));
      probes.add(outside("minLength", text("x".repeat(least - 1)).toString()));
    }
    probes.add(outside("type", "5"));
    probes.add(outside("type", "{}"));
  }

  private static void arrays(List<Probe> probes, JsonNode schema, Schemas schemas) {
    JsonNode item = schemas.smallest(schema.get("items"));
    if (schema.has("maxItems")) {
      int most = schema.get("maxItems").asInt();
      probes.add(inside("maxItems", schemas.repeated(item, most)));
      probes.add(outside("maxItems", schemas.repeated(item, most + 1).toString()));
    }
    if (schema.has("minItems")) {
      int least = schema.get("minItems").asInt();
      probes.add(inside("minItems", schemas.repeated(item, least)));
      probes.add(outside("minItems", schemas.repeated(item, least - 1).toString()));
    }
    probes.add(outside("type", item.toString()));
    probes.add(outside("type", "{}"));
  }

  /** How it is written where it comes as text, in an address, a header or a form. */
  String asText() {
    return json.startsWith("\"") ? JsonMapper.shared().readTree(json).asString() : json;
  }

  private static JsonNode text(String value) {
    return JSON.stringNode(value);
  }

  private static Probe inside(String why, JsonNode value) {
    return new Probe(why, value.toString(), true);
  }

  private static Probe outside(String why, String json) {
    return new Probe(why, json, false);
  }

  private static String swapped(String value) {
    String upper = value.toUpperCase(Locale.ROOT);
    return upper.equals(value) ? value.toLowerCase(Locale.ROOT) : upper;
  }

  @Override
  public String toString() {
    String shown = json.length() <= 40 ? json : json.substring(0, 40) + "…" + json.length();
    return (fits ? "fits " : "exceeds ") + why + ": " + shown;
  }
}
