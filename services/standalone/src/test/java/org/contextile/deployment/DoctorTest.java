// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code .ci/doctor.sh} on made-up machines: a PATH, a home and JDKs of the test's own. */
final class DoctorTest {

  private static final List<String> ORDINARY_COMMANDS =
      List.of(
          "awk",
          "bash",
          "basename",
          "cat",
          "df",
          "dirname",
          "env",
          "head",
          "mktemp",
          "readlink",
          "rm",
          "sed",
          "sh",
          "sort",
          "tr",
          "uname");

  private final Path machine;
  private final Path commands;
  private final Map<String, String> environment = new HashMap<>();

  private record Diagnosis(int status, List<String> lines) {

    String of(String thing) {
      return lines.stream()
          .filter(it -> it.length() > 9 && it.startsWith(thing + " ", 9))
          .findFirst()
          .orElseThrow(() -> new AssertionError("Not a word about " + thing + ": " + lines));
    }
  }

  DoctorTest(@TempDir Path machine) {
    this.machine = machine;
    this.commands = machine.resolve("bin");
  }

  @BeforeEach
  void buildAMachineThatHasEverything() throws IOException {
    Files.createDirectories(commands);
    for (String command : ORDINARY_COMMANDS) {
      Files.createSymbolicLink(commands.resolve(command), locate(command));
    }
    command("mvn", "echo 'Apache Maven 3.9.9'");
    command("node", "echo v22.0.0");
    command("npm", ":");
    command("ldconfig", ":");
    command("uname", "case $1 in -m) echo x86_64 ;; *) echo Linux ;; esac");

    Path jdk = machine.resolve("jdks/jdk-25");
    Files.createDirectories(jdk.resolve("bin"));
    script(jdk.resolve("bin/javac"), ":");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    Path openSlide = Files.writeString(machine.resolve("libopenslide.so.1"), "not empty");

    environment.put("PATH", commands.toString());
    environment.put("HOME", machine.toString());
    environment.put("CONTEXTILE_JDK_DIRS", machine.resolve("jdks") + "/*");
    environment.put("CONTEXTILE_OPENSLIDE_LIBRARY", openSlide.toString());
    environment.put("CONTEXTILE_PORT", String.valueOf(freePort()));
  }

  @Test
  void namesNothingOfWhatIsThere() throws IOException, InterruptedException {
    Diagnosis diagnosis = diagnose();
    assertThat(diagnosis.of("JDK 25")).startsWith("ok").contains("jdk-25 (25.0.1)");
    assertThat(diagnosis.of("OpenSlide")).startsWith("ok").contains("libopenslide.so.1");
    assertThat(diagnosis.of("port")).startsWith("ok");
    assertThat(diagnosis.of("Maven")).startsWith("ok");
    assertThat(diagnosis.of("Node")).startsWith("ok");
  }

  @Test
  void namesAMissingJdk25AndWhereToGetIt() throws IOException, InterruptedException {
    Files.writeString(machine.resolve("jdks/jdk-25/release"), "JAVA_VERSION=\"21.0.5\"\n");

    Diagnosis diagnosis = diagnose();
    assertThat(diagnosis.of("JDK 25")).startsWith("missing").contains("Temurin 25", "JAVA_HOME");
    assertThat(diagnosis.of("OpenSlide")).startsWith("ok");
    assertThat(diagnosis.status()).isEqualTo(1);
  }

  @Test
  void namesANodeThatIsTooOldToBuildTheWebClient() throws IOException, InterruptedException {
    command("node", "echo v18.20.4");

    Diagnosis diagnosis = diagnose();
    assertThat(diagnosis.of("Node")).startsWith("missing").contains("20.19", "web client");
    assertThat(diagnosis.status()).isEqualTo(1);
  }

  @Test
  void namesAMissingOpenSlideAndWhatFetchesIt() throws IOException, InterruptedException {
    environment.remove("CONTEXTILE_OPENSLIDE_LIBRARY");

    Diagnosis diagnosis = diagnose();
    assertThat(diagnosis.of("OpenSlide"))
        .startsWith("missing")
        .contains("make setup", "CONTEXTILE_OPENSLIDE_LIBRARY");
    assertThat(diagnosis.of("JDK 25")).startsWith("ok");
    assertThat(diagnosis.status()).isEqualTo(1);
  }

  @Test
  void namesATakenPortAndHowToChooseAnother() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("CONTEXTILE_PORT", String.valueOf(taken.getLocalPort()));

      Diagnosis diagnosis = diagnose();
      assertThat(diagnosis.of("port"))
          .startsWith("missing")
          .contains(taken.getLocalPort() + " is taken", "CONTEXTILE_PORT=");
      assertThat(diagnosis.status()).isEqualTo(1);
    }
  }

  @Test
  void looksForTheBucketThatIsConfigured() throws IOException, InterruptedException {
    assertThat(diagnose().of("store")).startsWith("ok").contains("a directory");

    environment.put("CONTEXTILE_ARTIFACTS_BUCKET", "slides");
    assertThat(diagnose().of("store")).startsWith("missing").contains("AWS_REGION");

    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      String endpoint = "http://127.0.0.1:" + server.getLocalPort();
      environment.put("AWS_ENDPOINT_URL_S3", endpoint);
      assertThat(diagnose().of("store")).startsWith("warn").contains(endpoint, "credentials");
      environment.put("AWS_ACCESS_KEY_ID", "lab");
      assertThat(diagnose().of("store")).startsWith("ok").contains("slides", endpoint);
    }
    Diagnosis away = diagnose();
    assertThat(away.of("store")).startsWith("missing").contains("does not answer");
    assertThat(away.status()).isEqualTo(1);
  }

  private Diagnosis diagnose() throws IOException, InterruptedException {
    ProcessBuilder doctor =
        new ProcessBuilder(
            commands.resolve("bash").toString(), ProjectRoot.resolve(".ci/doctor.sh").toString());
    doctor.environment().clear();
    doctor.environment().putAll(environment);
    Process process = doctor.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Diagnosis(process.exitValue(), output.lines().toList());
  }

  private void command(String name, String body) throws IOException {
    Files.deleteIfExists(commands.resolve(name));
    script(commands.resolve(name), body);
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path locate(String command) {
    for (String directory : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
      Path file = Path.of(directory, command);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    throw new IllegalStateException("This machine has no " + command);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
