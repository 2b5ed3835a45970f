// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.contextile.db.testing.WorkspaceRows;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** The operations of the contract, with the ids of a workspace's rows wherever they take any. */
final class WalkedContract {
  /**
   * Operations that name nobody's row: who asks is told of itself, begins something new, or has
   * what everybody may have.
   */
  private static final Set<String> OF_ITSELF =
      Set.of(
          "beginSession",
          "endSession",
          "getMe",
          "createUpload",
          "getExampleCohort",
          "getExampleSlide");

  private final Map<String, Map<String, Map<String, Object>>> paths;
  private final SampleBodies bodies;
  private final WorkspaceRows rows;

  @SuppressWarnings("unchecked")
  WalkedContract(WorkspaceRows rows) throws IOException {
    this.rows = rows;
    try (InputStream in =
        new ClassPathResource("/META-INF/contextile/openapi.yaml").getInputStream()) {
      Map<String, Object> contract = new Yaml().load(in);
      paths =
          (Map<String, Map<String, Map<String, Object>>>)
              Objects.requireNonNull(contract.get("paths"));
      bodies = new SampleBodies(contract, rows);
    }
  }

  /** All of them; those that delete come last. */
  List<WalkedOperation> operations() {
    List<WalkedOperation> all = new ArrayList<>();
    paths.forEach(
        (path, methods) ->
            methods.forEach(
                (method, operation) -> {
                  if (!OF_ITSELF.contains(String.valueOf(operation.get("operationId")))) {
                    add(all, method.toUpperCase(Locale.ROOT), path, operation);
                  }
                }));
    all.sort(Comparator.comparing(WalkedOperation::destructive));
    return all;
  }

  private void add(
      List<WalkedOperation> all, String method, String path, Map<String, Object> operation) {
    String address = address(path);
    boolean listing = method.equals("GET") && address.equals(path);
    String type = SampleBodies.contentType(operation);
    List<Object> samples = bodies.of(operation, !address.equals(path));
    for (Object sample : samples) {
      all.add(
          new WalkedOperation(
              method, address, type, JsonMapper.shared().writeValueAsString(sample), listing));
    }
    if (samples.isEmpty()) {
      all.add(
          new WalkedOperation(
              method, address, type, method.equals("PATCH") ? "more" : null, listing));
    }
  }

  private String address(String path) {
    String address = path.replaceAll("\\{(level|column|row)}", "0");
    for (Map.Entry<String, String> id : SampleBodies.TABLES.entrySet()) {
      String name = "{" + id.getKey() + "}";
      if (address.contains(name)) {
        address = address.replace(name, rows.id(id.getValue()).toString());
      }
    }
    if (address.indexOf('{') >= 0) {
      throw new IllegalStateException("Whose id is in " + address + "?");
    }
    return address;
  }
}
