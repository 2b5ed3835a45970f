// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contextile.bench.JsonLine;
import org.contextile.library.wsi.synthetic.LaidSlide;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.springframework.util.FileSystemUtils;

/**
 * Twenty viewers of a slide, whose tiles our ingest service serves and then openslide-python: of a
 * slide with levels of a factor of four, as scanners write it, and of a flat one.
 */
public final class ViewersBench {
  private static final int PYRAMID_PX = 40_960;
  private static final int FLAT_PX = 10_240;

  private ViewersBench() {}

  /**
   * @param arguments a built checkout, a Python with openslide-python, and the server's script
   */
  public static void main(String[] arguments) throws Exception {
    Path checkout = Path.of(arguments[0]).toAbsolutePath();
    Path home = Files.createTempDirectory("contextile-viewers-");
    SyntheticSlideSpec spec = new SyntheticSlideSpec(1, 4096, 0.25, SectionClass.TUMOUR);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("bench", "deepzoom");
    line.put("viewers", 20);
    try (BuiltIngest built = BuiltIngest.start(checkout, home)) {
      Path pyramid =
          LaidSlide.write(spec, PYRAMID_PX, new int[] {1, 4, 16}, home.resolve("pyramid.tif"));
      compare("pyramid", PYRAMID_PX, built, pyramid, arguments[1], arguments[2], line);
      Path flat = LaidSlide.write(spec, FLAT_PX, new int[] {1}, home.resolve("flat.tif"));
      compare("flat", FLAT_PX, built, flat, arguments[1], arguments[2], line);
    }
    // Not after a failure, which the services' logs explain.
    FileSystemUtils.deleteRecursively(home);
    JsonLine.print(line);
  }

  private static void compare(
      String name,
      int sidePx,
      BuiltIngest built,
      Path slide,
      String python,
      String script,
      Map<String, Object> line)
      throws Exception {
    // Servers that have been running for a while: walks over the same file warm up either. Ours has
    // not seen the slide itself.
    var warming = built.ingest(slide);
    var _ = new Viewers(built.tiles(warming.slide()), sidePx).look();
    var ingested = built.ingest(slide);
    var ours = new Viewers(built.tiles(ingested.slide()), sidePx).look();
    print(name, "ours", ours);
    Process server =
        new ProcessBuilder(python, script, slide.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Viewers.Waits theirs;
    try (BufferedReader out = server.inputReader()) {
      String port = out.readLine();
      if (port == null) {
        throw new IOException("openslide-python does not serve");
      }
      var viewers = new Viewers(URI.create("http://127.0.0.1:" + port + "/"), sidePx);
      viewers.look();
      theirs = viewers.look();
    } finally {
      server.destroyForcibly();
    }
    print(name, "openslide-python", theirs);
    line.put(name + "_px", sidePx);
    line.put(name + "_p50_ms", ours.p50());
    line.put(name + "_p99_ms", ours.p99());
    line.put(name + "_openslide_python_p50_ms", theirs.p50());
    line.put(name + "_openslide_python_p99_ms", theirs.p99());
    line.put(name + "_p99_over_their_p50", ours.p99() / theirs.p50());
    line.put(name + "_throughput_ratio", ours.tilesPerSecond() / theirs.tilesPerSecond());
  }

  private static void print(String slide, String who, Viewers.Waits waits) {
    System.out.printf(
        "%s, %s: %d tiles, %.0f/s, p50 %.0f ms, p99 %.0f ms%n",
        slide, who, waits.tiles(), waits.tilesPerSecond(), waits.p50(), waits.p99());
  }
}
