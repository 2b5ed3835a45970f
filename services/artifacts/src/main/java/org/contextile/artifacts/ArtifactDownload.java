// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers with an artifact's bytes, which are never read into memory: {@code ETag} is the content's
 * digest, and ranges are served of it by what serves those of all downloads ({@code web}).
 */
public final class ArtifactDownload {

  private final ArtifactStore artifacts;

  ArtifactDownload(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /** A file to keep, under a name. */
  public ResponseEntity<Resource> attachment(String digest, String mediaType, String fileName) {
    return answer(digest, mediaType, FileName.attachment(fileName));
  }

  /** A picture or document to show, under a name for whoever saves it. */
  public ResponseEntity<Resource> inline(String digest, String mediaType, String fileName) {
    return answer(digest, mediaType, FileName.inline(fileName));
  }

  private ResponseEntity<Resource> answer(String digest, String mediaType, String disposition) {
    return ResponseEntity.ok()
        .eTag("\"" + digest + "\"")
        .contentType(MediaType.parseMediaType(mediaType))
        .cacheControl(CacheControl.noCache().cachePrivate())
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition)
        .body(new ArtifactResource(artifacts, digest));
  }
}
