// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A value in a YAML document; what is absent is a node whose value is null. */
record YamlNode(@Nullable Object value) {

  static YamlNode parse(String text) {
    return new YamlNode(reader().load(text));
  }

  static List<YamlNode> parseAll(String text) {
    List<YamlNode> documents = new ArrayList<>();
    for (Object document : reader().loadAll(text)) {
      if (document != null) {
        documents.add(new YamlNode(document));
      }
    }
    return documents;
  }

  private static Yaml reader() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }

  YamlNode at(String... keys) {
    YamlNode node = this;
    for (String key : keys) {
      node = new YamlNode(node.value instanceof Map<?, ?> map ? map.get(key) : null);
    }
    return node;
  }

  YamlNode item(int index) {
    return items().get(index);
  }

  List<YamlNode> items() {
    List<YamlNode> nodes = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> nodes.add(new YamlNode(item)));
    }
    return nodes;
  }

  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    if (value instanceof Map<?, ?> map) {
      map.keySet().forEach(key -> keys.add(String.valueOf(key)));
    }
    return keys;
  }

  /** The texts of a list. */
  List<String> texts() {
    return items().stream().map(YamlNode::text).toList();
  }

  boolean absent() {
    return value == null;
  }

  String text() {
    return String.valueOf(value);
  }
}
