// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchSpaceTest {

  @TempDir private Path parent;

  @Test
  void aJobsFolderIsGoneWithItsRunAndTheSpaceWithTheWorker() throws IOException {
    try (ScratchSpace space = ScratchSpace.open(parent)) {
      Path folder;
      try (Scratch scratch = space.of(UUID.randomUUID())) {
        folder = scratch.directory();
        Files.writeString(folder.resolve("file"), "text");
      }
      assertThat(folder).doesNotExist();
      assertThat(children()).hasSize(1);
    }
    assertThat(children()).isEmpty();
  }

  @Test
  void workersOfOneProcessLeaveEachOtherAlone() throws IOException {
    UUID job = UUID.randomUUID();
    try (ScratchSpace first = ScratchSpace.open(parent);
        ScratchSpace _ = ScratchSpace.open(parent);
        ScratchSpace _ = ScratchSpace.open(parent);
        Scratch scratch = first.of(job)) {
      assertThat(scratch.directory()).isDirectory();
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndNotBefore() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherWorker.class.getName(),
                parent.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Path file = Path.of(lastLine(other));
      try (ScratchSpace _ = ScratchSpace.open(parent)) {
        assertThat(file).exists();
      }
      other.destroyForcibly().waitFor();
      assertThat(file).exists();
      try (ScratchSpace _ = ScratchSpace.open(parent)) {
        assertThat(file).doesNotExist();
        assertThat(children()).hasSize(1);
      }
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void whatOthersMayHaveMadeStays() throws IOException {
    Path outside = Files.createDirectory(parent.resolve("outside"));
    Files.createFile(outside.resolve("lock"));
    Path open = Files.createDirectory(parent.resolve("contextile-worker-open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.createFile(open.resolve("lock"));
    Path linked = abandoned("linked");
    Files.delete(linked.resolve("lock"));
    List<Path> stay =
        List.of(
            outside.resolve("lock"),
            open.resolve("lock"),
            Files.createSymbolicLink(linked.resolve("lock"), outside.resolve("lock")),
            Files.createSymbolicLink(parent.resolve("contextile-worker-link"), outside),
            Files.writeString(parent.resolve("contextile-worker-file"), "text"),
            Files.createTempDirectory(parent, "contextile-worker-"));
    try (ScratchSpace _ = ScratchSpace.open(parent)) {
      assertThat(stay).allMatch(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }
  }

  @Test
  void linksInWhatIsRemovedAreNotFollowed() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    Path abandoned = abandoned("abandoned");
    Files.createSymbolicLink(abandoned.resolve("link"), parent);
    try (ScratchSpace _ = ScratchSpace.open(parent)) {
      assertThat(abandoned).doesNotExist();
      assertThat(file).exists();
    }
  }

  private Path abandoned(String name) throws IOException {
    Path folder = Files.createTempDirectory(parent, "contextile-worker-" + name);
    Files.createFile(folder.resolve("lock"));
    return folder;
  }

  /** The process says where its file is when it has one; the log may come before. */
  private static String lastLine(Process process) throws IOException {
    BufferedReader lines = process.inputReader();
    String line = lines.readLine();
    while (line != null && !line.endsWith(OtherWorker.FILE)) {
      line = lines.readLine();
    }
    assertThat(line).isNotNull();
    return line;
  }

  private List<Path> children() throws IOException {
    try (Stream<Path> found = Files.list(parent)) {
      return found.toList();
    }
  }

  /** Has a job's file and waits to be killed. */
  static final class OtherWorker {

    static final String FILE = "unfinished";

    private OtherWorker() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = ScratchSpace.open(Path.of(arguments[0])).of(UUID.randomUUID()).directory();
      System.out.println(Files.createFile(folder.resolve(FILE)));
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
