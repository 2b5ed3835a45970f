// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.contextile.library.backbones.IncompatibleModelException;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of a constructor of timm: a name's own, overridden by those of a {@code config.json}.
 * Each is read once; what nobody read is not supported.
 */
final class Arguments {

  private final String architecture;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final TreeSet<String> unread = new TreeSet<>();

  Arguments(BackboneConfig config, Map<String, Object> defaults) {
    this(config.architecture(), defaults);
    values.putAll(config.arguments());
    unread.addAll(values.keySet());
  }

  /**
   * @param architecture for messages
   */
  Arguments(String architecture, Map<String, Object> values) {
    this.architecture = architecture;
    this.values.putAll(values);
    unread.addAll(values.keySet());
  }

  int integer(String name, int otherwise) {
    Object value = read(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number && number.intValue() == number.doubleValue()) {
      return number.intValue();
    }
    throw wrong(name, value);
  }

  /** An integer within bounds. */
  int integer(String name, int otherwise, int least, int most) {
    int value = integer(name, otherwise);
    if (value < least || value > most) {
      throw wrong(name, value);
    }
    return value;
  }

  double number(String name, double otherwise) {
    Object value = read(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name, value);
  }

  boolean flag(String name, boolean otherwise) {
    Object value = read(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, value);
  }

  String text(String name, String otherwise) {
    Object value = read(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrong(name, value);
  }

  List<Integer> integers(String name, List<Integer> otherwise) {
    Object value = read(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof List<?> list && list.stream().allMatch(Integer.class::isInstance)) {
      return list.stream().map(Integer.class::cast).toList();
    }
    throw wrong(name, value);
  }

  /** One or two lengths: a number alone means both. */
  List<Integer> sides(String name, int otherwise) {
    if (values.get(name) instanceof List<?>) {
      List<Integer> sides = integers(name, List.of());
      if (sides.size() != 2) {
        throw wrong(name, sides);
      }
      return sides;
    }
    int side = integer(name, otherwise);
    return List.of(side, side);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Marks arguments as read that change nothing about features in evaluation. */
  Arguments ignoring(String... names) {
    unread.removeAll(List.of(names));
    return this;
  }

  /**
   * @throws IncompatibleModelException if an argument was never read
   */
  void finish() {
    if (!unread.isEmpty()) {
      throw new IncompatibleModelException(
          "model_args of %s hold what is not supported: %s"
              .formatted(architecture, String.join(", ", unread)));
    }
  }

  /** To be thrown: an argument has a value that is not supported. */
  IncompatibleModelException wrong(String name, Object value) {
    return new IncompatibleModelException(
        "model_args of %s: %s cannot be %s".formatted(architecture, name, value));
  }

  private @Nullable Object read(String name) {
    unread.remove(name);
    return values.get(name);
  }
}
