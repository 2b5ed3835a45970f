// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.artifact;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.contextile.db.row.OwnedEntity;

/**
 * Uploaded bytes that wait to be named by a request; they hold their artifact until they expire.
 */
@Entity
@Table(name = "upload")
public class UploadEntity extends OwnedEntity {
  private String name;
  private String artifactDigest;
  private Instant expiresAt;

  @SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
  protected UploadEntity() {}

  public UploadEntity(String workspace, String name, String artifactDigest, Instant expiresAt) {
    super(workspace);
    this.name = name;
    this.artifactDigest = artifactDigest;
    this.expiresAt = expiresAt;
  }

  /** The file name that the user gave. */
  public String name() {
    return name;
  }

  public String artifactDigest() {
    return artifactDigest;
  }

  public Instant expiresAt() {
    return expiresAt;
  }
}
