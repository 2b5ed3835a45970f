// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.contextile.bench.PythonProcess;
import org.contextile.bench.features.Rounds.Way;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.backbones.architecture.InferenceBackbones;
import org.contextile.library.torch.Torch;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;

/** Patches a second from a slide to its features, beside the network alone and beside Python. */
record ExtractionRounds(FeaturesSettings settings, PythonProcess python, Path folder) {
  static final int SIZE_PX = 224;
  private static final double MPP = 0.5;

  /** Coarse patches of a fine slide, where reading takes longest. */
  private static final double FINE_MPP = 0.2527;

  private static final double COARSE_MPP = 1;

  /** ResNet-50 takes about ten times as long as the small network. */
  private static final int LARGE_SHARE = 6;

  private static final int NETWORKS = 3;
  private static final int SHRUNK_PATCHES = 256;
  private static final String SMALL = "resnet-small";

  void resnet50(BenchSlide slide, Map<String, Object> figures) throws Exception {
    TileGrid grid = slide.grid(SIZE_PX, MPP);
    var config = BackboneConfig.of("resnet50", SIZE_PX);
    Path program = folder.resolve("resnet50.pt");
    BackboneFiles.assemble(program, config, 1);
    System.out.printf("ResNet-50 of random weights, %d threads%n", Torch.threads());
    var rounds = new Rounds();
    try (Backbone network = open(program, Optional.of(config))) {
      for (int round = -1; round < settings.rounds(); round++) {
        List<Tile> tiles = tiles(grid, round, settings.patches() / LARGE_SHARE);
        (round < 0 ? new Rounds() : rounds)
            .round(
                List.of(
                    new Way("forward", () -> forward(network, tiles.size())),
                    new Way("extraction", () -> extract(slide, grid, tiles, network).perSecond())));
      }
    }
    figures.put("forward_only_patches_per_s", rounds.median("forward"));
    figures.put("fraction_of_forward", rounds.ratio("extraction", "forward"));
  }

  void student(BenchSlide slide, Map<String, Object> figures) throws Exception {
    Path given = settings.shared().resolve("data/weights/mobilenetv2-student-96.pt");
    Optional<BackboneConfig> config = Optional.empty();
    Path program = given;
    if (!Files.exists(given)) {
      config = Optional.of(BackboneConfig.of(SMALL, SIZE_PX));
      program = folder.resolve("student.pt");
      BackboneFiles.assemble(program, config.get(), 1);
    }
    System.out.printf("The student is %s, %d threads%n", program.getFileName(), Torch.threads());
    TileGrid grid = slide.grid(SIZE_PX, MPP);
    var rounds = new Rounds();
    var firsts = new ArrayList<Double>();
    try (Backbone network = open(program, config)) {
      BenchSlide fine = slide.at(FINE_MPP);
      TileGrid half = fine.grid(SIZE_PX, 2 * FINE_MPP);
      new ShrunkFeatures(fine, network)
          .measure(half, tiles(half, 0, SHRUNK_PATCHES), "shrunk_least_cosine", figures);
      String weights = program.toString();
      for (int round = -1; round < settings.rounds(); round++) {
        List<Tile> tiles = tiles(grid, round, settings.patches());
        Path places = BenchSlide.places(tiles, folder);
        (round < 0 ? new Rounds() : rounds)
            .round(
                List.of(
                    new Way("forward", () -> forward(network, tiles.size())),
                    new Way(
                        "extraction",
                        () -> {
                          Extraction run = extract(slide, grid, tiles, network);
                          firsts.add(run.firstSeconds());
                          return run.perSecond();
                        }),
                    new Way("python", () -> python(slide, grid, places, weights, tiles.size()))));
      }
    }
    figures.put("student_fraction_of_forward", rounds.ratio("extraction", "forward"));
    figures.put("python_patches_per_s", rounds.median("python"));
    figures.put("over_python", rounds.ratio("extraction", "python"));
    figures.put("first_feature_s", firsts.stream().sorted().toList().get(firsts.size() / 2));
  }

  /** Three networks that take less time than reading does. */
  void onePass(BenchSlide slide, Map<String, Object> figures) throws Exception {
    BenchSlide fine = slide.at(FINE_MPP);
    TileGrid grid = fine.grid(SIZE_PX, COARSE_MPP);
    System.out.printf(
        "%d networks %s, patches at %s µm/px of a slide of %s µm/px%n",
        NETWORKS, SMALL, COARSE_MPP, FINE_MPP);
    var rounds = new Rounds();
    List<Backbone> networks = new ArrayList<>();
    try {
      var config = BackboneConfig.of(SMALL, SIZE_PX);
      for (int i = 0; i < NETWORKS; i++) {
        Path program = folder.resolve("small-" + i + ".pt");
        BackboneFiles.assemble(program, config, i);
        networks.add(open(program, Optional.of(config)));
      }
      for (int round = -1; round < settings.rounds(); round++) {
        List<Tile> tiles = tiles(grid, round, settings.tiles() / 6);
        (round < 0 ? new Rounds() : rounds)
            .round(
                List.of(
                    new Way("forward", () -> forward(networks.getFirst(), tiles.size())),
                    new Way(
                        "one pass", () -> Extraction.run(fine, grid, tiles, networks).perSecond()),
                    new Way("three passes", () -> passes(fine, grid, tiles, networks))));
      }
    } finally {
      networks.forEach(Backbone::close);
    }
    figures.put("three_extractors_over_three_passes", rounds.ratio("one pass", "three passes"));
  }

  static Backbone open(Path program, Optional<BackboneConfig> config, Path folder)
      throws Exception {
    return InferenceBackbones.open(
        program, config, InputSpec.imageNet(SIZE_PX), Torch.bestDevice(), Precision.FP32, folder);
  }

  private Backbone open(Path program, Optional<BackboneConfig> config) throws Exception {
    return open(program, config, folder);
  }

  private double passes(BenchSlide slide, TileGrid grid, List<Tile> tiles, List<Backbone> networks)
      throws Exception {
    double seconds = 0;
    for (Backbone network : networks) {
      seconds += tiles.size() / extract(slide, grid, tiles, network).perSecond();
    }
    return tiles.size() / seconds;
  }

  private Extraction extract(BenchSlide slide, TileGrid grid, List<Tile> tiles, Backbone network)
      throws Exception {
    return Extraction.run(slide, grid, tiles, List.of(network));
  }

  private static double forward(Backbone network, int count) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(Extraction.BATCH * SIZE_PX * SIZE_PX * 3);
    byte[] bytes = new byte[pixels.capacity()];
    new Random(1).nextBytes(bytes);
    pixels.put(bytes).flip();
    long start = System.nanoTime();
    for (int done = 0; done < count; done += Extraction.BATCH) {
      float[] features = network.features(pixels, Math.min(Extraction.BATCH, count - done));
      if (!Float.isFinite(features[0])) {
        throw new IllegalStateException("features are not finite");
      }
    }
    return ReadingRounds.perSecond(count, start);
  }

  private double python(BenchSlide slide, TileGrid grid, Path places, String weights, int count)
      throws Exception {
    var answer =
        python.run(
            List.of(
                "extract",
                slide.file().toString(),
                Long.toString(Math.round(grid.sizeLevel0Px())),
                Integer.toString(SIZE_PX),
                places.toString(),
                weights,
                Integer.toString(Extraction.BATCH),
                Integer.toString(Runtime.getRuntime().availableProcessors())));
    return count / answer.path("seconds").asDouble();
  }

  private List<Tile> tiles(TileGrid grid, int round, int count) {
    int taken = Math.min(round < 0 ? Extraction.BATCH : count, grid.tiles().size());
    int from = settings.from(Math.max(0, round), grid.tiles().size(), taken);
    return grid.tiles().subList(from, from + taken);
  }
}
