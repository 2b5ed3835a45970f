// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.contextile.api.model.TilingSpec;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest job is asked for; exactly one of {@code digest} and {@code uri} is given.
 *
 * @param name the slide's name
 * @param digest the artifact that holds the slide's bytes
 * @param uri a file under an allowed root, copied by the job
 * @param mppOverride micrometres per pixel of level 0, instead of what the file says
 * @param tiling the first tiling
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IngestRequest(
    String name,
    @Nullable String digest,
    @Nullable String uri,
    @Nullable Double mppOverride,
    TilingSpec tiling) {

  IngestRequest {
    if ((digest == null) == (uri == null)) {
      throw new IllegalArgumentException("An ingest job has either bytes or an address");
    }
  }
}
