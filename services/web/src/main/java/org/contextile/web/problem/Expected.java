// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.web.multipart.MultipartFile;

/** What a value has to be, in the words of JSON: clients know nothing of Java's types. */
final class Expected {
  private Expected() {}

  /** Such as {@code an integer}, or {@code one of a, b and c}. */
  static String of(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + KnownNames.list(values(type));
    }
    if (type == UUID.class) {
      return "a UUID";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (isInteger(type)) {
      return "an integer";
    }
    if (Number.class.isAssignableFrom(type) || type == double.class || type == float.class) {
      return "a number";
    }
    if (Temporal.class.isAssignableFrom(type) || type == Instant.class) {
      return "a time such as 2026-01-31T12:00:00Z";
    }
    if (type == URI.class) {
      return "an address";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "text";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "a list";
    }
    return MultipartFile.class.isAssignableFrom(type) ? "a file" : "an object";
  }

  /** Of an enum of the contract, as the contract writes them. */
  static List<String> values(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList();
  }

  private static boolean isInteger(Class<?> type) {
    return type == Integer.class
        || type == int.class
        || type == Long.class
        || type == long.class
        || type == java.math.BigInteger.class
        || type == Short.class;
  }
}
