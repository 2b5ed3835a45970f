// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stages of a Dockerfile, by name.
 *
 * @param stages in the order of the file
 */
record Dockerfile(Map<String, Stage> stages) {

  private static final Pattern FROM = Pattern.compile("FROM (\\S+) AS (\\S+)");
  private static final Pattern MAIN = Pattern.compile("\"(org\\.contextile\\.[\\w.]+)\"");
  private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)=(\"[^\"]*\"|\\S+)");

  record Stage(String name, String base, List<String> instructions) {

    List<String> of(String keyword) {
      return instructions.stream()
          .filter(it -> it.startsWith(keyword + " "))
          .map(it -> it.substring(keyword.length() + 1).strip())
          .toList();
    }
  }

  static Dockerfile ofProject() {
    Map<String, Stage> stages = new LinkedHashMap<>();
    List<String> instructions = new ArrayList<>();
    String text = ProjectRoot.read("Dockerfile").replaceAll("(?m)^\\s*#.*\\n", "");
    for (String line : text.replaceAll("\\\\\\n\\s*", "").split("\\n", -1)) {
      Matcher from = FROM.matcher(line);
      if (from.matches()) {
        instructions = new ArrayList<>();
        stages.put(from.group(2), new Stage(from.group(2), from.group(1), instructions));
      } else if (!line.isBlank()) {
        instructions.add(line.strip());
      }
    }
    return new Dockerfile(stages);
  }

  Stage stage(String name) {
    Stage stage = stages.get(name);
    if (stage == null) {
      throw new AssertionError("The Dockerfile has no stage " + name);
    }
    return stage;
  }

  /** A stage and those it is built on, itself first. */
  List<Stage> lineage(String name) {
    List<Stage> lineage = new ArrayList<>();
    for (Stage stage = stages.get(name); stage != null; stage = stages.get(stage.base())) {
      lineage.add(stage);
    }
    return lineage;
  }

  /** The main class that an image starts. */
  Optional<String> mainClass(String name) {
    return lineage(name).stream()
        .flatMap(stage -> stage.of("ENTRYPOINT").stream())
        .map(MAIN::matcher)
        .filter(Matcher::find)
        .map(it -> it.group(1))
        .findFirst();
  }

  /** The environment of an image. */
  Map<String, String> environment(String name) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Stage stage : lineage(name).reversed()) {
      for (String instruction : stage.of("ENV")) {
        ASSIGNMENT
            .matcher(instruction)
            .results()
            .forEach(it -> environment.put(it.group(1), it.group(2).replace("\"", "")));
      }
    }
    return environment;
  }
}
