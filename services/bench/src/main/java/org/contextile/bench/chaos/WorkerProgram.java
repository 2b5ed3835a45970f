// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a worker's process is started: small, and soon at work, since many are.
 *
 * @param directory of the run
 */
record WorkerProgram(ChaosSettings settings, Path directory) {

  /** Starts a process that logs to a file. */
  Process launch(String name, int databasePort, Path log) throws IOException {
    return process(List.of(), arguments(name, databasePort), log);
  }

  /**
   * Starts once and ends at once, and thereby keeps the loaded classes for those to come, which
   * start twice as fast with them. Without that, where the class path is not made of jars, they
   * start nevertheless.
   */
  void rehearse(ChaosServer server) throws IOException, InterruptedException {
    Path log = directory.resolve("rehearsal.log");
    int status =
        process(
                List.of("-XX:ArchiveClassesAtExit=" + classes(), "-Dspring.context.exit=onRefresh"),
                arguments("rehearsal", server.port()),
                log)
            .waitFor();
    if (status != 0) {
      throw new IOException("A worker does not start:\n" + Files.readString(log));
    }
  }

  private Process process(List<String> options, List<String> arguments, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    if (Files.exists(classes())) {
      command.add("-XX:SharedArchiveFile=" + classes());
    }
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), WorkerApplication.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(it -> it.startsWith("SPRING_") || it.startsWith("CONTEXTILE_"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private List<String> arguments(String name, int databasePort) {
    return List.of(
        argument("spring.datasource.url", ChaosServer.url(databasePort)),
        argument("spring.datasource.username", ChaosServer.user()),
        argument("spring.datasource.password", ChaosServer.user()),
        argument("contextile.artifacts.directory", directory.resolve("artifacts")),
        argument("contextile.worker.name", name),
        argument("contextile.worker.lease", settings.lease()),
        argument("contextile.worker.poll", settings.poll()),
        argument("contextile.worker.sweep", settings.sweep()),
        argument("contextile.worker.scratch-directory", directory.resolve("scratch")),
        argument("contextile.chaos.unfenced", settings.unfenced()));
  }

  private static String argument(String name, Object value) {
    return "--" + name + "=" + value;
  }

  private Path classes() {
    return directory.resolve("classes.jsa");
  }

  /** This program's class path without directories of tests, with which classes do not stay. */
  private static String classPath() {
    String own =
        Path.of(
                WorkerApplication.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath())
            .toString();
    Stream<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(it -> it.endsWith(".jar") && !it.equals(own));
    return Stream.concat(Stream.of(own), jars).collect(Collectors.joining(File.pathSeparator));
  }
}
