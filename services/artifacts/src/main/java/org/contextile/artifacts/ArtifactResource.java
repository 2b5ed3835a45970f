// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.AbstractResource;

/** An artifact's bytes, of which ranges are served without reading what is before them. */
final class ArtifactResource extends AbstractResource {
  private final ArtifactStore artifacts;
  private final String digest;

  ArtifactResource(ArtifactStore artifacts, String digest) {
    this.artifacts = artifacts;
    this.digest = digest;
  }

  @Override
  public String getDescription() {
    return "artifact " + digest;
  }

  @Override
  public boolean exists() {
    try {
      return artifacts.contains(digest);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public long contentLength() throws IOException {
    return artifacts.size(digest);
  }

  @Override
  public InputStream getInputStream() {
    return new RangeStream(offset -> artifacts.read(digest, offset));
  }
}
