// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.contextile.api.model.SlideImport;
import org.contextile.db.job.JobState;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The most used client of the upload protocol, as its users call it. */
@Tag("long")
final class TusClientIT {
  private static final String CLIENT = "tus-js-client@4.3.1";

  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  @TempDir static Path folder;

  private final IngestService service = IngestService.SHARED;

  @BeforeAll
  static void install() throws Exception {
    assumeTrue(run("node", "--version").startsWith("v"), "there is no node");
    Files.writeString(folder.resolve("package.json"), "{\"type\": \"module\"}");
    String log = run("npm", "install", "--no-audit", "--no-fund", "--silent", CLIENT);
    assumeTrue(
        Files.isDirectory(folder.resolve("node_modules/tus-js-client")),
        "tus-js-client cannot be had: " + log);
    Files.copy(Path.of("src/test/node/tus-upload.mjs"), folder.resolve("tus-upload.mjs"));
  }

  @ParameterizedTest
  @CsvSource({"1, plain, ''", "4, plain, /", "3, override, ''"})
  void whatTheClientSaysIsSentBecomesASlide(int parts, String method, String slash)
      throws Exception {
    Path file = IngestService.render(folder.resolve("client-" + parts + ".tiff"), 30 + parts);

    String url =
        run(
            "node",
            "tus-upload.mjs",
            running.address() + "/v1/uploads" + slash,
            file.toString(),
            Integer.toString(parts),
            method);

    assertThat(url).startsWith(running.address());
    SlideImport request =
        new SlideImport().upload(Tus.id(url.strip())).tiling(IngestService.TILING);
    var job = running.ended(service.slides().createSlideWithJson(request, null).getId());
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    var slide = service.slideOf(job);
    assertThat(slide.getName()).isEqualTo(file.getFileName().toString());
    assertThat(slide.getSizeBytes()).isEqualTo(Files.size(file));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "run", ".log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      return e.toString();
    }
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return Files.readString(log, StandardCharsets.UTF_8);
  }
}
