// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;

/**
 * Tiles are no finer than the slide that they are cut from: a twentieth is let pass as what
 * calibration makes of one figure, and more would be enlarged without showing more.
 */
public final class FinestTiles {
  private static final double FINER = 0.05;
  private static final double ROUNDING = 1e-9;
  private static final int NAMED = 10;

  private FinestTiles() {}

  /** Whether tiles may be this fine. */
  public static boolean allows(double slideMpp, double mpp) {
    return mpp >= slideMpp * (1 - FINER - ROUNDING);
  }

  /** The finest tiles that a slide allows, as one would write it. */
  public static String finest(double slideMpp) {
    return new BigDecimal(slideMpp * (1 - FINER))
        .round(new MathContext(4, RoundingMode.CEILING))
        .stripTrailingZeros()
        .toPlainString();
  }

  /**
   * Refuses tiles that are too fine for one of the slides.
   *
   * @throws ProblemException {@code too-coarse}, with the slides and the finest tiles that all have
   */
  public static void require(List<SlideEntity> slides, TilingSpec spec) {
    require(slides, slide -> slide.resolution().mpp(), SlideEntity::name, spec);
  }

  /**
   * Refuses tiles that are too fine for one of some slides.
   *
   * @param mpp of a slide
   * @throws ProblemException {@code too-coarse}, with the slides and the finest tiles that all have
   */
  public static <T> void require(
      List<T> slides, ToDoubleFunction<T> mpp, Function<T, String> name, TilingSpec spec) {
    List<T> coarser =
        slides.stream()
            .filter(slide -> !allows(mpp.applyAsDouble(slide), spec.mpp()))
            .sorted(Comparator.comparingDouble(slide -> -mpp.applyAsDouble(slide)))
            .toList();
    if (!coarser.isEmpty()) {
      String named =
          coarser.stream()
              .limit(NAMED)
              .map(slide -> name.apply(slide) + " (" + text(mpp.applyAsDouble(slide)) + ")")
              .collect(Collectors.joining(", "));
      throw tooCoarse(
          coarser.size() > NAMED ? named + ", …: " + coarser.size() + " slides" : named,
          mpp.applyAsDouble(coarser.getFirst()),
          spec);
    }
  }

  /**
   * Refuses tiles that are too fine for a slide.
   *
   * @param mpp the slide's
   * @throws ProblemException {@code too-coarse}, with the finest tiles that it has
   */
  public static void require(String slide, double mpp, TilingSpec spec) {
    if (!allows(mpp, spec.mpp())) {
      throw tooCoarse(slide + " (" + text(mpp) + ")", mpp, spec);
    }
  }

  private static ProblemException tooCoarse(String named, double coarsest, TilingSpec spec) {
    return new ProblemException(
        ProblemType.TOO_COARSE
            .with(
                "Tiles of %s µm per pixel are finer than %s: the finest that works is %s."
                    .formatted(text(spec.mpp()), named, finest(coarsest)))
            .at("/tiling/mpp"));
  }

  private static String text(double mpp) {
    return new BigDecimal(mpp).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
