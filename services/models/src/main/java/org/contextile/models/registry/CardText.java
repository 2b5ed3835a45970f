// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A card as Markdown: tables of what is short, lists of what is long. */
final class CardText {

  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>|#]");
  private static final int MOST_CURVE_ROWS = 20;

  private final StringBuilder text = new StringBuilder();

  CardText(Map<String, Object> card) {
    text.append("# ").append(escaped(card.get("name"))).append("\n\n");
    table(
        card,
        List.of("architecture", "featureDim", "parameterCount", "origin", "createdAt", "digest"));
    section("Input", card.get("input"));
    section("Position embedding", card.get("positionEmbedding"));
    section("Provenance", card.get("provenance"));
    section("Lineage", card.get("lineage"));
    section("Licences", card.get("licences"));
    section("Recipe", card.get("recipe"));
    section("Training", card.get("training"));
    curve(card.get("curve"));
    section("Evaluation", card.get("evaluation"));
  }

  private void table(Map<String, Object> card, List<String> fields) {
    text.append("| | |\n| --- | --- |\n");
    for (String field : fields) {
      text.append("| ").append(field).append(" | ").append(escaped(card.get(field))).append(" |\n");
    }
  }

  private void section(String title, @Nullable Object value) {
    if (value != null) {
      text.append("\n## ").append(title).append("\n\n");
      list(value, "");
    }
  }

  private void list(Object value, String indent) {
    switch (value) {
      case Map<?, ?> map -> map.forEach((name, part) -> item(escaped(name) + ": ", part, indent));
      case List<?> parts -> parts.forEach(part -> item("", part, indent));
      default -> text.append(escaped(value)).append('\n');
    }
  }

  private void item(String label, @Nullable Object part, String indent) {
    text.append(indent).append("- ").append(label);
    if (part instanceof Map<?, ?> || (part instanceof List<?> list && !plain(list))) {
      text.append('\n');
      list(part, indent + "  ");
    } else {
      text.append(escaped(part)).append('\n');
    }
  }

  private static boolean plain(List<?> list) {
    return list.stream().noneMatch(it -> it instanceof Map<?, ?> || it instanceof List<?>);
  }

  /** At most a few points of it, evenly spread, the last among them. */
  private void curve(@Nullable Object value) {
    if (!(value instanceof List<?> points) || points.isEmpty()) {
      return;
    }
    text.append("\n## Training curve\n\n");
    int step = Math.max(1, (points.size() + MOST_CURVE_ROWS - 1) / MOST_CURVE_ROWS);
    for (int i = (points.size() - 1) % step; i < points.size(); i += step) {
      item("", inline(points.get(i)), "");
    }
  }

  private static Object inline(Object point) {
    if (!(point instanceof Map<?, ?> map)) {
      return point;
    }
    return String.join(
        ", ",
        map.entrySet().stream().map(it -> it.getKey() + " " + number(it.getValue())).toList());
  }

  private static String number(@Nullable Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.5g", number)
        : String.valueOf(value);
  }

  /** Names are a user's: they must not become markup. */
  private static String escaped(@Nullable Object value) {
    String line = String.valueOf(value).replace('\n', ' ').replace('\r', ' ');
    return SPECIAL.matcher(line).replaceAll("\\\\$0");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
