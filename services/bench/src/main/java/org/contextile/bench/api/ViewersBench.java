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
 * Twenty viewers of a slide: its DeepZoom tiles from our ingest service and from openslide-python,
 * and its own tiles, which we pass through. Of a slide with levels of a factor of four, as scanners
 * write it, and of a flat one.
 */
public final class ViewersBench {
  private static final int PYRAMID_PX = 40_960;
  private static final int FLAT_PX = 10_240;
  private static final int STORED_TILE_PX = 256;
  private static final int WARMING_WALKS = 5;
  private static final SyntheticSlideSpec SPEC =
      new SyntheticSlideSpec(1, 4096, 0.25, SectionClass.TUMOUR);

  private final BuiltIngest built;
  private final String python;
  private final String script;

  private ViewersBench(BuiltIngest built, String python, String script) {
    this.built = built;
    this.python = python;
    this.script = script;
  }

  /** What each served. */
  private record Compared(Viewers.Waits ours, Viewers.Waits theirs, Viewers.Waits passedThrough) {}

  /**
   * @param arguments a built checkout, a Python with openslide-python, and the server's script
   */
  public static void main(String[] arguments) throws Exception {
    Path checkout = Path.of(arguments[0]).toAbsolutePath();
    Path home = Files.createTempDirectory("contextile-viewers-");
    Compared pyramid;
    Compared flat;
    try (BuiltIngest built = BuiltIngest.start(checkout, home)) {
      var bench = new ViewersBench(built, arguments[1], arguments[2]);
      pyramid = bench.compare("pyramid", PYRAMID_PX, home, 1, 4, 16);
      flat = bench.compare("flat", FLAT_PX, home, 1);
    }
    // Not after a failure, which the services' logs explain.
    FileSystemUtils.deleteRecursively(home);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("bench", "tiles");
    line.put("viewers", 20);
    line.putAll(figures("", PYRAMID_PX, pyramid));
    line.putAll(figures("flat_", FLAT_PX, flat));
    JsonLine.print(line);
  }

  private static Map<String, Object> figures(String of, int sidePx, Compared compared) {
    Viewers.Waits ours = compared.ours();
    Viewers.Waits theirs = compared.theirs();
    Viewers.Waits passed = compared.passedThrough();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(of + "px", sidePx);
    line.put(of + "passthrough_tiles_per_s", passed.tilesPerSecond());
    line.put(of + "decoded_tiles_per_s", ours.tilesPerSecond());
    line.put(of + "openslide_python_tiles_per_s", theirs.tilesPerSecond());
    line.put(of + "ratio", ours.tilesPerSecond() / theirs.tilesPerSecond());
    line.put(of + "passthrough_ratio", passed.tilesPerSecond() / theirs.tilesPerSecond());
    line.put(of + "p50_ms", ours.p50());
    line.put(of + "p99_ms", ours.p99());
    line.put(of + "passthrough_p99_ms", passed.p99());
    line.put(of + "openslide_python_p50_ms", theirs.p50());
    line.put(of + "openslide_python_p99_ms", theirs.p99());
    line.put(of + "p99_over_their_p50", ours.p99() / theirs.p50());
    return line;
  }

  private Compared compare(String name, int sidePx, Path home, int... downsamples)
      throws Exception {
    System.out.printf("%s: a slide of %,d x %,d px ...%n", name, sidePx, sidePx);
    Path slide = LaidSlide.write(SPEC, sidePx, downsamples, home.resolve(name + ".tif"));
    ViewedPyramid deepZoom = ViewedPyramid.deepZoom(sidePx);
    ViewedPyramid stored = ViewedPyramid.ofFile(sidePx, STORED_TILE_PX, downsamples);
    // Servers that have been running for a while: walks over the same file warm up either, ours
    // until its code is compiled. Ours has not seen the slide itself.
    var warming = built.ingest(slide).slide();
    for (int walk = 0; walk < WARMING_WALKS; walk++) {
      var _ = new Viewers(built.deepZoom(warming), deepZoom).look();
      var _ = new Viewers(built.tiles(warming), stored).look();
    }
    var ingested = built.ingest(slide).slide();
    var ours = new Viewers(built.deepZoom(ingested), deepZoom).look();
    print(name, "ours", ours);
    var passedThrough = new Viewers(built.tiles(ingested), stored).look();
    print(name, "ours, passed through", passedThrough);
    var theirs = theirs(slide, deepZoom);
    print(name, "openslide-python", theirs);
    return new Compared(ours, theirs, passedThrough);
  }

  private Viewers.Waits theirs(Path slide, ViewedPyramid deepZoom) throws Exception {
    Process server =
        new ProcessBuilder(python, script, slide.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = server.inputReader()) {
      String port = out.readLine();
      if (port == null) {
        throw new IOException("openslide-python does not serve");
      }
      var viewers = new Viewers(URI.create("http://127.0.0.1:" + port + "/"), deepZoom);
      var _ = viewers.look();
      return viewers.look();
    } finally {
      server.destroyForcibly();
    }
  }

  private static void print(String slide, String who, Viewers.Waits waits) {
    System.out.printf(
        "%s, %s: %d tiles, %.0f/s, p50 %.0f ms, p99 %.0f ms%n",
        slide, who, waits.tiles(), waits.tilesPerSecond(), waits.p50(), waits.p99());
  }
}
