// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.contract;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.Format;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The formats of numbers and ids, as OpenAPI means them. */
enum StrictFormats implements Format {
  INT32("int32", value -> !value.isNumber() || value.canConvertToInt()),
  INT64("int64", value -> !value.isNumber() || value.canConvertToLong()),
  /** What overflows, such as 1e999, is none. */
  DOUBLE("double", value -> !value.isNumber() || Double.isFinite(value.asDouble())),
  UUID("uuid", value -> !value.isString() || uuid(value.asString()));

  static final List<Format> ALL = List.of(values());

  private final String name;
  private final Predicate<JsonNode> allows;

  StrictFormats(String name, Predicate<JsonNode> allows) {
    this.name = name;
    this.allows = allows;
  }

  private static boolean uuid(String text) {
    return Uuids.PATTERN.matcher(text).matches();
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean matches(ExecutionContext execution, SchemaContext schema, JsonNode value) {
    return allows.test(value);
  }

  /** Apart, since the constants are there before the fields of an enum. */
  private static final class Uuids {
    private static final Pattern PATTERN =
        Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  }
}
