// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.contextile.api.model.JobResult;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.slide.SkippedSlides;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.worker.ChildResult;

/** What a job has done so far, and its result at the end. */
final class ExtractionReport {

  private final List<UUID> featureSets = new ArrayList<>();
  private final List<UUID> tilings = new ArrayList<>();
  private final List<Map<String, Object>> skipped = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<UUID, Double> ratesOfChildren = new HashMap<>();
  private long tiles;
  private long timedTiles;
  private Duration time = Duration.ZERO;

  void tiling(UUID id) {
    tilings.add(id);
  }

  void skipped(Map<String, Object> slide) {
    skipped.add(slide);
  }

  static Set<UUID> featureSets(List<ChildResult> children) {
    return children.stream()
        .flatMap(child -> child.result(JobResult.class).getFeatureSetIds().stream())
        .collect(Collectors.toSet());
  }

  /** What children of the job have made; their feature sets will be met as {@link #reused}. */
  void children(List<ChildResult> children) {
    for (ChildResult child : children) {
      JobResult result = child.result(JobResult.class);
      Double rate = result.getTilesPerSecond();
      if (rate != null) {
        result.getFeatureSetIds().forEach(id -> ratesOfChildren.put(id, rate));
      }
    }
  }

  /** A slide's sets, one per model, that were there; its tiles count once. */
  void reused(SlideEntity slide, List<FeatureSetEntity> present, int tileCount) {
    extracted(slide, present, tileCount);
    Double rate = ratesOfChildren.get(present.getFirst().id());
    if (rate != null) {
      worked(tileCount, Duration.ofNanos((long) (1e9 * tileCount / rate)));
    }
  }

  /** A slide's sets, one per model, of which this job has made some. */
  void extracted(SlideEntity slide, List<FeatureSetEntity> sets, int tileCount) {
    sets.forEach(set -> featureSets.add(set.id()));
    tiles += tileCount;
    FeatureSetEntity any = sets.getFirst();
    if (any.unreadableCount() > 0) {
      warnings.add(any.unreadableCount() + " tiles of " + slide.name() + " could not be read");
    }
    if (any.tileCount() == 0) {
      skipped(SkippedSlides.unreadable(slide));
    }
  }

  /** Counts tiles that went through the networks in that time, reading included. */
  void worked(int count, Duration spent) {
    timedTiles += count;
    time = time.plus(spent);
  }

  /** Tiles of slides that are done, whether extracted or found. */
  long tiles() {
    return tiles;
  }

  Map<String, Object> result() {
    Map<String, Object> result = new HashMap<>();
    result.put("featureSetIds", featureSets);
    result.put("tilingIds", tilings);
    result.put("skippedSlides", skipped);
    result.put("warnings", warnings);
    if (timedTiles > 0) {
      result.put("tilesPerSecond", timedTiles / (time.toNanos() / 1e9));
    }
    return result;
  }
}
