// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.upkeep;

import java.util.List;
import java.util.Locale;
import org.contextile.db.job.JobOutputType;
import org.jspecify.annotations.Nullable;

/**
 * What users have, may rename, annotate and delete. In an order in which nothing hangs on what
 * comes after it.
 *
 * <p>What hangs on a thing cannot be used, or not be understood, without it. A feature set hangs on
 * no classifier that read it, nor a model on those that it was made of: they are not asked again.
 * Parts of a thing, which nobody asks for alone, go with it: a slide's tilings, a cohort's rows.
 */
public enum Thing {
  SLIDE(true, JobOutputType.SLIDE),
  COHORT(true, null),
  SPLIT(false, null),
  MODEL(true, JobOutputType.MODEL),
  FEATURE_SET(false, null),
  CLASSIFIER(true, JobOutputType.CLASSIFIER),
  PREDICTION(false, null);

  private final boolean named;
  private final @Nullable JobOutputType output;

  Thing(boolean named, @Nullable JobOutputType output) {
    this.named = named;
    this.output = output;
  }

  /**
   * How things hang on others.
   *
   * @param on what they hang on
   * @param table whose rows say so
   * @param id the column with the id of what hangs
   * @param key the column with the id of what it hangs on
   */
  record Link(Thing on, String table, String id, String key) {}

  /** What it hangs on. */
  List<Link> links() {
    return switch (this) {
      case SLIDE, MODEL -> List.of();
      case COHORT -> List.of(new Link(SLIDE, "cohort_slide", "cohort_id", "slide_id"));
      case SPLIT -> List.of(link(COHORT));
      case FEATURE_SET -> List.of(link(SLIDE), link(MODEL));
      case CLASSIFIER -> List.of(link(COHORT), link(SPLIT), link(MODEL));
      case PREDICTION -> List.of(link(SLIDE), link(CLASSIFIER), link(FEATURE_SET));
    };
  }

  private Link link(Thing on) {
    return new Link(on, table(), "id", on.table() + "_id");
  }

  String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it has a name. */
  boolean named() {
    return named;
  }

  /** As what jobs may make it under an id that is known beforehand; null if they do not. */
  @Nullable JobOutputType output() {
    return output;
  }

  /** In words, such as {@code feature set}. */
  String text() {
    return table().replace('_', ' ');
  }

  /** On the wire, such as {@code feature-set}. */
  String type() {
    return table().replace('_', '-');
  }
}
