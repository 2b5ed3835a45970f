// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochPlanTest {

  private static List<Window> windows(EpochPlan plan) {
    List<Window> windows = new ArrayList<>();
    for (List<Window> batch = plan.nextBatch(); !batch.isEmpty(); batch = plan.nextBatch()) {
      windows.addAll(batch);
    }
    return windows;
  }

  @ParameterizedTest
  @CsvSource({
    "3,5,7,0.6,2,0",
    "4,9,3,0.3,3,0.25",
    "1,1,1,1,4,0",
    "6,8,8,1,4,0.5",
    "2,16,5,0.1,8,0"
  })
  void anEpochShowsEveryTissueCellOnceOrCountsItAsLeftOut(
      int slides, int rows, int columns, double tissue, int side, double minTissue) {
    List<SlideGrid> grids = new SyntheticTiles(slides, rows, columns, tissue, 1, false).slides();
    ContextSettings settings = new ContextSettings(side, minTissue, 0.5, 3, 2);
    for (int epoch = 0; epoch < 5; epoch++) {
      EpochSize size = EpochPlan.measure(grids, settings, 17, epoch);
      Set<String> shown = new HashSet<>();
      List<Window> windows = windows(new EpochPlan(grids, settings, 17, epoch));
      for (Window window : windows) {
        assertThat(window.cells().length).isGreaterThanOrEqualTo(settings.fewestTissue());
        for (int cell : window.cells()) {
          assertThat(grids.get(window.slide()).tissue().get(cell)).isTrue();
          assertThat(shown.add(window.slide() + ":" + cell)).as("shown once").isTrue();
        }
      }
      long all = grids.stream().mapToLong(grid -> grid.tissue().cardinality()).sum();
      assertThat(shown.size() + size.leftOut()).isEqualTo(all);
      assertThat(size.cells()).isEqualTo(shown.size());
      assertThat(size.batches()).isEqualTo(Math.ceilDiv(windows.size(), 3));
    }
  }

  @Test
  void cellsOfAWindowAreNeighboursAtTheirPlaces() {
    List<SlideGrid> grids = new SyntheticTiles(3, 10, 12, 0.7, 1, false).slides();
    for (Window w : windows(new EpochPlan(grids, new ContextSettings(4, 0, 0.5, 2, 2), 3, 0))) {
      int row0 = w.cells()[0] / 12 - w.places()[0] / 4;
      int column0 = w.cells()[0] % 12 - w.places()[0] % 4;
      for (int i = 0; i < w.cells().length; i++) {
        assertThat(w.cells()[i] / 12).isEqualTo(row0 + w.places()[i] / 4);
        assertThat(w.cells()[i] % 12).isEqualTo(column0 + w.places()[i] % 4);
      }
    }
  }

  @Test
  void aBoundedNumberOfSlidesIsOpenAtATimeAndBatchesMixThem() {
    List<SlideGrid> grids = new SyntheticTiles(20, 12, 12, 1, 1, false).slides();
    Set<Integer> open = new HashSet<>();
    Set<Integer> finished = new HashSet<>();
    List<Window> windows =
        windows(new EpochPlan(grids, new ContextSettings(4, 0, 0.5, 4, 3), 3, 0));
    for (Window window : windows) {
      assertThat(finished).doesNotContain(window.slide());
      open.add(window.slide());
      assertThat(open).hasSizeLessThanOrEqualTo(3);
      if (window.last()) {
        open.remove(window.slide());
        finished.add(window.slide());
      }
    }
    assertThat(finished).hasSize(20);
    long changes =
        IntStream.range(1, windows.size())
            .filter(i -> windows.get(i).slide() != windows.get(i - 1).slide())
            .count();
    assertThat(changes).isGreaterThan(windows.size() / 3);
  }

  @Test
  void skippingBatchesLeadsToTheSameOrder() {
    List<SlideGrid> grids = new SyntheticTiles(5, 9, 9, 0.8, 1, false).slides();
    ContextSettings settings = new ContextSettings(3, 0, 0.5, 4, 2);
    EpochPlan whole = new EpochPlan(grids, settings, 3, 1);
    EpochPlan resumed = new EpochPlan(grids, settings, 3, 1);
    whole.nextBatch();
    whole.nextBatch();
    resumed.skip(2);
    assertThat(windows(resumed))
        .extracting(Window::slide, Window::number)
        .containsExactlyElementsOf(
            windows(whole).stream().map(w -> tuple(w.slide(), w.number())).toList());
  }
}
