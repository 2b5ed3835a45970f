// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.contextile.platform.artifact.ArtifactStore;

/** Artifacts that a job has stored and not yet published. */
final class Produced {
  private final ArtifactStore artifacts;
  private final List<String> digests = new ArrayList<>();

  Produced(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  String put(byte[] bytes, String mediaType) throws IOException {
    return add(artifacts.put(new ByteArrayInputStream(bytes), mediaType).digest());
  }

  String add(String digest) {
    digests.add(digest);
    return digest;
  }

  void discard() {
    digests.forEach(artifacts::discardIfUnreferenced);
  }
}
