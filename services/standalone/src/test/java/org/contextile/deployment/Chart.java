// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Helm makes of the chart under a release named {@code lab}.
 *
 * @param objects the Kubernetes objects, hooks included
 */
record Chart(List<YamlNode> objects) {

  static final Path DIRECTORY = ProjectRoot.resolve("helm/contextile");

  static Helm helm() {
    return new Helm(DIRECTORY);
  }

  /**
   * Renders the chart.
   *
   * @param scratch an empty directory; Helm's library prints no hooks, so a copy of the chart is
   *     rendered in which they are ordinary objects
   * @param values in YAML
   * @throws IllegalStateException with Helm's message when it refuses
   */
  static Chart render(Path scratch, String values) throws IOException {
    Path copy = scratch.resolve("chart");
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(DIRECTORY.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.writeString(target, Files.readString(file).replace("helm.sh/hook", "was/hook"));
      }
    }
    Path file = Files.writeString(scratch.resolve("values.yaml"), values);
    String manifests =
        new Helm(copy)
            .template()
            .withName("lab")
            .withKubeVersion("1.31.0")
            .withValuesFile(file)
            .call();
    return new Chart(YamlNode.parseAll(manifests));
  }

  List<YamlNode> ofKind(String kind) {
    return objects.stream().filter(it -> it.at("kind").text().equals(kind)).toList();
  }

  YamlNode named(String kind, String name) {
    return ofKind(kind).stream()
        .filter(it -> it.at("metadata", "name").text().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + kind + " is named " + name));
  }

  /** The pod of a service. */
  YamlNode pod(String service) {
    return named("Deployment", "lab-contextile-" + service).at("spec", "template", "spec");
  }

  /** The one container of a service's pod. */
  YamlNode container(String service) {
    return pod(service).at("containers").item(0);
  }
}
