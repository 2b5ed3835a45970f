// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contextile.db.FullDisk;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An extraction onto a disk of a few hundred kilobytes, mounted for a process of its own. */
final class FullDiskTest {
  private static final int SIDE_PX = 1531;
  private static final String MOUNT = "mount -t tmpfs -o size=%dk none \"$0\"";

  @TempDir private Path folder;

  @Test
  void isToldFromOtherFailuresAndLeavesNothing() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run(disk, MOUNT.formatted(100)).exit() == 0, "no small disk can be mounted here: unshare");
    Path slide = folder.resolve("slide.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(3, SIDE_PX, 0.5, SectionClass.TUMOUR), slide);
    for (int kilobytes : new int[] {4, 200, 900}) {
      Ended ended =
          run(
              disk,
              MOUNT.formatted(kilobytes) + " && exec \"$@\"",
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx256m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              System.getProperty("java.class.path"),
              FullDiskTest.class.getName(),
              folder.toString(),
              slide.toString());
      assertThat(ended.output()).contains("full: true, left: 0");
      assertThat(ended.exit()).as(ended.output()).isZero();
    }
  }

  /**
   * Extracts onto the disk and says what came of it.
   *
   * @param arguments the folder with the disk, for weights; the slide
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    PassFixture fixture = new PassFixture(folder, 0);
    LoadedModel model = fixture.model(2);
    KeptPass pass = new KeptPass(folder.resolve("none"));
    boolean full = false;
    try (Backbone _ = model.backbone()) {
      var _ =
          fixture.extract(
              SlideFormats.reader(Path.of(arguments[1])), List.of(model), "disk/files", pass);
    } catch (IOException e) {
      full = FullDisk.isFull(e);
      e.printStackTrace(System.out);
    }
    Path files = folder.resolve("disk/files");
    try (Stream<Path> left = Files.exists(files) ? Files.list(files) : Stream.empty()) {
      System.out.printf("full: %s, left: %d%n", full, left.count());
    }
  }

  private record Ended(int exit, String output) {}

  private static Ended run(Path disk, String script, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script),
                Stream.concat(Stream.of(disk.toString()), Stream.of(arguments)))
            .toList();
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Ended(-1, e.toString());
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
