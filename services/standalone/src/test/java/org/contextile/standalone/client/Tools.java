// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other people's programs, in versions that are pinned. */
final class Tools {
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  static final Path CONTRACT = ROOT.resolve("api/openapi.yaml");

  /** What they generate and say lies here, to be looked at. */
  static final Path TARGET = Path.of("target/clients").toAbsolutePath();

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Tools() {}

  /** The interpreter with the Python tools; without one the test is skipped, and says why. */
  static String python() throws IOException, InterruptedException {
    Path found = Files.createDirectories(TARGET).resolve("python");
    Process finding =
        new ProcessBuilder(ROOT.resolve(".ci/clients-python.sh").toString())
            .redirectOutput(found.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(finding.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assumeTrue(finding.exitValue() == 0, "no Python environment for the clients: see above");
    return Files.readString(found).strip();
  }

  /** An empty folder for one of them. */
  static Path folder(String name) throws IOException {
    Path folder = TARGET.resolve(name);
    org.springframework.util.FileSystemUtils.deleteRecursively(folder);
    return Files.createDirectories(folder);
  }

  /**
   * Runs a program to its end.
   *
   * @return what it said, once it has succeeded
   */
  static String run(Path folder, String... command) throws IOException, InterruptedException {
    return run(folder, PATIENCE, command);
  }

  static String run(Path folder, Duration patience, String... command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, Path.of(command[0]).getFileName() + "-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("PYTHONPATH", folder.toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
          .as(() -> Arrays.toString(command) + " went on: " + log)
          .isTrue();
    } finally {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
    }
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
