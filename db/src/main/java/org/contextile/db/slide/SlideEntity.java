// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A slide that was opened and measured. Its row is written together with the success of its ingest
 * job.
 */
@Entity
@Table(name = "slide")
public class SlideEntity {
  @Id
  @GeneratedValue
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private @Nullable UUID id;

  private String workspace;
  private String name;
  private String artifactDigest;
  @Embedded private SlidePyramid pyramid;

  @Embedded private SlideResolution resolution;

  private @Nullable String thumbnailDigest;
  @Embedded private @Nullable SlideTissue tissue;

  @Embedded private SlideProvenance provenance;

  @Generated
  @Column(insertable = false, updatable = false)
  private @Nullable Instant createdAt;

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
    this.workspace = workspace;
    this.name = name;
    this.artifactDigest = artifactDigest;
    this.pyramid = pyramid;
    this.resolution = resolution;
    this.thumbnailDigest = thumbnailDigest;
    this.tissue = tissue;
    this.provenance = provenance;
  }

  /** The id, which a row has once it is saved. */
  public UUID id() {
    return Objects.requireNonNull(id, "not saved yet");
  }

  public String workspace() {
    return workspace;
  }

  public String name() {
    return name;
  }

  /** Artifact of the slide file. */
  public String artifactDigest() {
    return artifactDigest;
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

  public SlideTissue tissue() {
    return Objects.requireNonNullElse(tissue, SlideTissue.NONE);
  }

  public SlideProvenance provenance() {
    return provenance;
  }

  /** When the row was inserted, by the clock of the database. */
  public Instant createdAt() {
    return Objects.requireNonNull(createdAt, "not saved yet");
  }
}
