// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The AOT cache of the standalone server, made and used as {@code make run} does. */
@Tag("long")
class StartCacheIT {
  private static final Path ROOT = ProjectRoot.resolve(".");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void theServerStartsFromItsCacheAndWithoutOneThatIsTornOrGone() throws Exception {
    Path arguments = Path.of(run(List.of(".ci/start-cache.sh")).strip());
    Path cache = arguments.resolveSibling("contextile.aot");
    assertThat(cache).isNotEmptyFile();
    long made = Files.getLastModifiedTime(cache).toMillis();

    // In this mode a JVM that cannot use its cache does not start.
    start("-XX:AOTMode=on", "@" + arguments);
    assertThat(run(List.of(".ci/start-cache.sh")).strip()).isEqualTo(arguments.toString());
    assertThat(Files.getLastModifiedTime(cache).toMillis()).as("made once").isEqualTo(made);

    String others = Files.readString(ROOT.resolve("services/standalone/target/classpath")).strip();
    Path program =
        Path.of(run(List.of(".ci/start-cache.sh", "--ready", "program.jar:" + others)).strip());
    assertThat(Files.readString(program))
        .as("a program with the server in it has no jar twice")
        .isEqualTo(Files.readString(arguments).replaceFirst("\"\\n$", ":program.jar\"\n"));
    start("-XX:AOTMode=on", "@" + program);

    Path torn = Files.copy(cache, folder.resolve("torn.aot"));
    try (FileChannel channel = FileChannel.open(torn, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    Path unlike = folder.resolve("arguments");
    for (Path unusable : List.of(torn, folder.resolve("gone.aot"))) {
      Files.writeString(
          unlike, Files.readString(arguments).replace(cache.toString(), unusable.toString()));
      assertThat(start("@" + unlike)).doesNotContain("[aot]", "[cds]");
    }
  }

  /** The program of the training starts the server, asks it, and ends it. */
  private static String start(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx3g", "@.ci/java-options"));
    command.addAll(List.of(arguments));
    command.add("org.contextile.standalone.StartTraining");
    return run(command);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().put("JAVA_FLAGS", "-Xmx3g");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
