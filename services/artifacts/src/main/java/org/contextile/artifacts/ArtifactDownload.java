// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.nio.charset.StandardCharsets;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers with an artifact's bytes: {@code ETag} is the content's digest, and Spring serves {@code
 * Range} and {@code If-None-Match} from it without reading the file into memory.
 */
public final class ArtifactDownload {

  private final ArtifactStore artifacts;

  ArtifactDownload(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /** A file to keep, under a name. */
  public ResponseEntity<Resource> attachment(String digest, String mediaType, String fileName) {
    return answer(
        digest,
        mediaType,
        ContentDisposition.attachment().filename(fileName, StandardCharsets.UTF_8).build());
  }

  /** A picture or document to show. */
  public ResponseEntity<Resource> inline(String digest, String mediaType) {
    return answer(digest, mediaType, ContentDisposition.inline().build());
  }

  private ResponseEntity<Resource> answer(
      String digest, String mediaType, ContentDisposition disposition) {
    return ResponseEntity.ok()
        .eTag("\"" + digest + "\"")
        .contentType(MediaType.parseMediaType(mediaType))
        .cacheControl(CacheControl.noCache().cachePrivate())
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
        .body(new ArtifactResource(artifacts, digest));
  }
}
