// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.synthetic.SyntheticSlide;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.contextile.standalone.Platform;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From slides to a feature file, by clients that are generated from the contract. */
@Tag("long")
class GeneratedClientsIT {
  @RegisterExtension static final RunningService SERVICE = Platform.SERVICE;

  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();
  private static final Path TYPESCRIPT = Path.of("src/test/typescript").toAbsolutePath();

  @TempDir private static Path folder;
  private static List<String> slides = List.of();

  @BeforeAll
  static void renderSlides() throws IOException {
    slides =
        SyntheticSlides.writeCohort(folder, 2, 1024, 0.5, 3).stream()
            .map(SyntheticSlide::file)
            .map(Path::toString)
            .toList();
  }

  @Test
  void aPythonClientGoesFromSlidesToFeatures() throws Exception {
    String python = Tools.python();
    Path clients = Tools.folder("python-client");
    String generated =
        Tools.run(
            clients,
            Path.of(python).resolveSibling("openapi-python-client").toString(),
            "generate",
            "--path",
            Tools.CONTRACT.toString(),
            "--config",
            SCRIPTS.resolve("openapi-python-client.yaml").toString(),
            "--meta",
            "none",
            "--output-path",
            clients.resolve("contextile_client").toString());

    assertThat(generated).as("nothing is left out").doesNotContain("WARNING", "Unable to");
    assertThat(
            Tools.run(
                clients,
                python,
                SCRIPTS.resolve("walk_client.py").toString(),
                SERVICE.address(),
                Platform.KEY,
                slides.getFirst(),
                slides.getLast()))
        .contains("walked");
  }

  @Test
  void aTypeScriptClientGoesFromSlidesToFeatures() throws Exception {
    Path client = Tools.folder("typescript-client");
    for (String file :
        List.of("package.json", "package-lock.json", ".npmrc", "tsconfig.json", "walk.ts")) {
      Files.copy(TYPESCRIPT.resolve(file), client.resolve(file));
    }
    Tools.run(client, "npm", "ci", "--silent");
    Tools.run(client, "npx", "openapi-ts", "-i", Tools.CONTRACT.toString(), "-o", "client");
    Tools.run(client, "npx", "tsc");

    assertThat(
            Tools.run(
                client,
                "node",
                "built/walk.js",
                SERVICE.address(),
                Platform.KEY,
                slides.getFirst(),
                slides.getLast()))
        .contains("walked");
  }
}
