// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.contextile.api.contract.Contract;
import org.contextile.jobs.testing.RunningService;
import org.contextile.standalone.Platform;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What schemathesis thinks up for the contract fails nothing and gets no answer that it lacks. */
@Tag("long")
class SchemathesisIT {
  @RegisterExtension static final RunningService SERVICE = Platform.SERVICE;

  private static final String SEED = "12";

  /** Cases for each operation in each phase; a few minutes in all. */
  private static final String EXAMPLES = "12";

  @Test
  void whateverIsSentTheAnswerIsOneOfTheContracts() throws Exception {
    String python = Tools.python();
    Path folder = Tools.folder("schemathesis");
    Path contract = folder.resolve("contract.json");
    Files.writeString(contract, withoutDefaults().toString());

    String said =
        Tools.run(
            folder,
            Duration.ofMinutes(15),
            Path.of(python).resolveSibling("schemathesis").toString(),
            "run",
            contract.toString(),
            "--url",
            SERVICE.address(),
            "--header",
            "Authorization: Bearer " + Platform.KEY,
            // Its answer never ends.
            "--exclude-operation-id",
            "followJobs",
            // It takes the schema of an event's data for one of the whole event.
            "--exclude-operation-id",
            "followJob",
            // It cannot write this type of body.
            "--exclude-operation-id",
            "appendToUpload",
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,"
                + "response_schema_conformance",
            "--phases",
            "examples,coverage,fuzzing",
            "--mode",
            "all",
            "--seed",
            SEED,
            "--max-examples",
            EXAMPLES,
            "--request-timeout",
            "30",
            "--suppress-health-check",
            "all",
            "--generation-database",
            "none",
            "--warnings",
            "off",
            "--continue-on-failure",
            "--no-color");

    assertThat(said).doesNotContain("FAILURES", "ERRORS");
  }

  /** With an answer for anything else no status would be one that the contract lacks. */
  private static JsonNode withoutDefaults() {
    Contract contract = Contract.load();
    for (Contract.Operation operation : contract.operations()) {
      ((ObjectNode) operation.node().get("responses")).remove("default");
    }
    return contract.root();
  }
}
