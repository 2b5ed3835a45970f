// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.time.Duration;
import org.contextile.library.backbones.Precision;
import org.contextile.library.featurefile.StoredAs;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How features are extracted.
 *
 * @param batchSize tiles per batch; halved where memory does not suffice
 * @param readers threads that read tiles while the network computes; 0 for as many as suit the
 *     machine, see {@link #readerThreads}
 * @param maxUnreadable the fraction of a slide's tiles that may be unreadable, 0 to 1
 * @param precision what models of a known architecture compute in; others always in float32
 * @param keepLoaded how long a model stays in memory for the next job that wants it; 0 for not.
 *     Other kinds of jobs in the same process have so much less memory meanwhile
 * @param maxLoaded weights in memory at once; only models in use exceed it. Models of one job that
 *     exceed it together take several passes over a slide
 * @param checkpointInterval the most work on a slide, in time, that a killed worker loses, unless
 *     keeping it would take more than a twentieth of the time; 0 to keep every batch
 * @param stored what new feature files hold the numbers as; those that are there are used again
 *     whatever they hold
 * @param deflate how much feature files are compressed by zlib, 1 to 9; 0 for not
 */
@ConfigurationProperties("contextile.features")
record ExtractionProperties(
    @DefaultValue("64") int batchSize,
    @DefaultValue("0") int readers,
    @DefaultValue("0.05") double maxUnreadable,
    @DefaultValue("fp32") Precision precision,
    @DefaultValue("10s") Duration keepLoaded,
    @DefaultValue("4GB") DataSize maxLoaded,
    @DefaultValue("60s") Duration checkpointInterval,
    @DefaultValue("float32") StoredAs stored,
    @DefaultValue("0") int deflate) {
  private static final int MOST_READERS = 16;

  ExtractionProperties {
    if (batchSize < 1) {
      throw new IllegalArgumentException("contextile.features.batch-size is at least 1");
    }
    if (readers < 0) {
      throw new IllegalArgumentException("contextile.features.readers is at least 0");
    }
    if (!(maxUnreadable >= 0 && maxUnreadable <= 1)) {
      throw new IllegalArgumentException("contextile.features.max-unreadable is in [0, 1]");
    }
    if (keepLoaded.isNegative()) {
      throw new IllegalArgumentException("contextile.features.keep-loaded is at least 0s");
    }
    if (maxLoaded.isNegative()) {
      throw new IllegalArgumentException("contextile.features.max-loaded is at least 0B");
    }
    if (deflate < 0 || deflate > 9) {
      throw new IllegalArgumentException("contextile.features.deflate is in [0, 9]");
    }
    if (checkpointInterval.isNegative()) {
      throw new IllegalArgumentException("contextile.features.checkpoint-interval is at least 0s");
    }
  }

  /**
   * Threads that read: unless set, one per eight processors where these compute, too, and all
   * processors but one, 16 at most, where a GPU computes. A batch is read by one thread.
   */
  int readerThreads(boolean gpu, int processors) {
    if (readers > 0) {
      return readers;
    }
    return gpu ? Math.clamp(processors - 1, 1, MOST_READERS) : Math.max(1, processors / 8);
  }
}
