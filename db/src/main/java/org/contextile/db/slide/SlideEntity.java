// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Objects;
import org.contextile.db.row.NotedEntity;
import org.jspecify.annotations.Nullable;

/**
 * A slide that was opened and measured. Its row is written together with the success of its ingest
 * job.
 */
@Entity
@Table(name = "slide")
public class SlideEntity extends NotedEntity {
  private String name;
  private String artifactDigest;
  private @Nullable String mainFile;
  @Embedded private SlidePyramid pyramid;

  @Embedded private SlideResolution resolution;

  private @Nullable String thumbnailDigest;
  private @Nullable String coarseLevelsDigest;
  @Embedded private @Nullable SlideTissue tissue;

  @Embedded private SlideProvenance provenance;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected SlideEntity() {}

  public SlideEntity(
      String workspace,
      String name,
      String artifactDigest,
      SlidePyramid pyramid,
      SlideResolution resolution,
      @Nullable String thumbnailDigest,
      SlideTissue tissue,
      SlideProvenance provenance) {
    super(workspace);
    this.name = name;
    this.artifactDigest = artifactDigest;
    this.pyramid = pyramid;
    this.resolution = resolution;
    this.thumbnailDigest = thumbnailDigest;
    this.tissue = tissue;
    this.provenance = provenance;
  }

  public String name() {
    return name;
  }

  /** Artifact of the slide file, or of the list of its files. */
  public String artifactDigest() {
    return artifactDigest;
  }

  /** Of several files the one that is opened; null of a single file. */
  public @Nullable String mainFile() {
    return mainFile;
  }

  /** Says which of its files is opened, if it has several. */
  public void openFrom(@Nullable String main) {
    mainFile = main;
  }

  public SlidePyramid pyramid() {
    return pyramid;
  }

  public SlideResolution resolution() {
    return resolution;
  }

  public @Nullable String thumbnailDigest() {
    return thumbnailDigest;
  }

  /** Artifact of the tiles of DeepZoom's coarse levels, where the file's own do not do. */
  public @Nullable String coarseLevelsDigest() {
    return coarseLevelsDigest;
  }

  /** Said before the row is stored. */
  public void storeCoarseLevels(@Nullable String digest) {
    coarseLevelsDigest = digest;
  }

  public SlideTissue tissue() {
    return Objects.requireNonNullElse(tissue, SlideTissue.NONE);
  }

  public SlideProvenance provenance() {
    return provenance;
  }
}
