// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TileGridTest {
  @Test
  void laysWholeTilesRowByRow() {
    var grid = TileGrid.everywhere(1000, 500, 0.5, new TileGridSpec(0.5, 200, 0, 0));
    assertThat(grid.columns()).isEqualTo(5);
    assertThat(grid.rows()).isEqualTo(2);
    assertThat(grid.tiles().get(6)).isEqualTo(new Tile(6, 1, 1, 200, 200));
    assertThat(grid.at(1, 1)).contains(grid.tiles().get(6));
    assertThat(grid.at(2, 0)).isEmpty();
    assertThat(grid.at(0, -1)).isEmpty();
  }

  @Test
  void keepsSizesExactWhereTheResolutionIsOdd() {
    var grid = TileGrid.everywhere(2220, 2967, 0.499, new TileGridSpec(0.5, 224, 24, 0));
    assertThat(grid.sizeLevel0Px()).isCloseTo(224 * 0.5 / 0.499, within(1e-9));
    assertThat(grid.strideLevel0Px()).isCloseTo(200 * 0.5 / 0.499, within(1e-9));
    var last = grid.tiles().getLast();
    assertThat(last.x()).isEqualTo((long) Math.floor(last.column() * grid.strideLevel0Px()));
    assertThat(last.x() + grid.sizeLevel0Px()).isLessThanOrEqualTo(2220);
    assertThat(last.y() + grid.sizeLevel0Px()).isLessThanOrEqualTo(2967);
    assertThat(last.x() + grid.sizeLevel0Px() + grid.strideLevel0Px()).isGreaterThan(2220);
  }

  @Test
  void hasNoTilesOnASlideSmallerThanOne() {
    var grid = TileGrid.everywhere(100, 500, 0.5, new TileGridSpec(0.5, 200, 0, 0));
    assertThat(grid.columns()).isZero();
    assertThat(grid.tiles()).isEmpty();
    assertThat(TileGrid.fromBytes(grid.toBytes()).tiles()).isEmpty();
  }

  @Test
  void fillsASlideOfExactlyOneTile() {
    var grid = TileGrid.everywhere(448, 448, 0.25, new TileGridSpec(0.5, 224, 0, 0));
    assertThat(grid.tiles()).containsExactly(new Tile(0, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 1})
  void keepsTilesWithEnoughTissue(double least) throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var tissue = TissueMask.of(slide, TissueSettings.DEFAULT);
      var spec = new TileGridSpec(0.5, 112, 0, least);
      var grid = TileGrid.of(slide, spec, tissue);
      for (var tile : TileGrid.everywhere(2220, 2967, 0.499, spec).tiles()) {
        double side = grid.sizeLevel0Px();
        boolean enough = tissue.fraction((double) tile.x(), (double) tile.y(), side, side) >= least;
        assertThat(grid.at(tile.row(), tile.column()).isPresent()).isEqualTo(enough);
      }
      var copy = TileGrid.fromBytes(grid.toBytes());
      assertThat(copy.tiles()).isEqualTo(grid.tiles());
      assertThat(copy.spec()).isEqualTo(spec);
      assertThat(copy.toBytes()).isEqualTo(grid.toBytes());
    }
  }

  @Test
  void refusesBytesThatAreNoGrid() {
    var bytes = TileGrid.everywhere(448, 448, 0.25, new TileGridSpec(0.5, 224, 0, 0)).toBytes();
    assertThatThrownBy(() -> TileGrid.fromBytes(Arrays.copyOf(bytes, 20)))
        .isInstanceOf(IllegalArgumentException.class);
    bytes[0] = 0;
    assertThatThrownBy(() -> TileGrid.fromBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesSenselessSpecifications() {
    assertThatThrownBy(() -> new TileGridSpec(0, 224, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TileGridSpec(0.5, 224, 224, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TileGridSpec(0.5, 224, 0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesMoreCellsThanFitInMemory() {
    var finest = new TileGridSpec(0.01, 16, 0, 0);
    assertThatThrownBy(() -> TileGrid.everywhere(100_000, 100_000, 100, finest))
        .isInstanceOf(UnfitTilingException.class)
        .hasMessageContaining("covers less than one pixel");
    var fine = new TileGridSpec(0.5, 16, 15, 0);
    assertThatThrownBy(() -> TileGrid.everywhere(100_000, 100_000, 0.25, fine))
        .isInstanceOf(UnfitTilingException.class)
        .hasMessageContaining("more than 50 million");
    assertThatThrownBy(
            () -> TileGrid.everywhere(Long.MAX_VALUE, 1, 1, new TileGridSpec(1, 1, 0, 0)))
        .isInstanceOf(UnfitTilingException.class);
  }
}
