// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.contextile.api.model.TilingSpec;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest job is asked for; exactly one of {@code files} and {@code uri} is given.
 *
 * @param name the slide's name
 * @param files stored files of one slide, or one zip of them
 * @param uri a file or folder under an allowed root or in an allowed bucket, copied by the job
 * @param mppOverride micrometres per pixel of level 0, instead of what the file says
 * @param tiling the first tiling, if one was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IngestRequest(
    String name,
    @Nullable List<StoredFile> files,
    @Nullable String uri,
    @Nullable Double mppOverride,
    @Nullable TilingSpec tiling) {

  IngestRequest {
    if ((files == null) == (uri == null)) {
      throw new IllegalArgumentException("An ingest job has either bytes or an address");
    }
  }

  static IngestRequest of(
      String name,
      List<StoredFile> files,
      @Nullable Double mppOverride,
      @Nullable TilingSpec tiling) {
    return new IngestRequest(name, List.copyOf(files), null, mppOverride, tiling);
  }

  /** Artifacts that the job needs. */
  List<String> digests() {
    return files == null ? List.of() : files.stream().map(StoredFile::digest).distinct().toList();
  }
}
