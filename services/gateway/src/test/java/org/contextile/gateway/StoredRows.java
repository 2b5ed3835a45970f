// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of the first laboratory that services would have written. */
public record StoredRows(JdbcClient jdbc) {

  /** Row of a slide that ingest would have written. */
  public UUID slide(String name) {
    return jdbc.sql(
            """
            INSERT INTO slide (workspace, name, artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                               mpp_source, openslide_version)
            VALUES (:workspace, :name, :digest, 'aperio', 2220, 2967, '[]', 0.499, 0.499, 'OPENSLIDE', '4.0.1')
            RETURNING id
            """)
        .param("workspace", GatewayServer.WORKSPACE)
        .param("name", name)
        .param("digest", artifact())
        .query(UUID.class)
        .single();
  }

  /** Row of a model that an import would have written. */
  public UUID model() {
    return jdbc.sql(
            """
            INSERT INTO model (workspace, name, origin, architecture, artifact_digest, feature_dim, input_size_px,
                               pixel_input, mean, std, parameters)
            VALUES (:workspace, 'm', 'IMPORTED', 'torchscript', :digest, 96, 112, 'FLOAT_NCHW', '{0,0,0}', '{1,1,1}', 7)
            RETURNING id
            """)
        .param("workspace", GatewayServer.WORKSPACE)
        .param("digest", artifact())
        .query(UUID.class)
        .single();
  }

  private String artifact() {
    String digest = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    jdbc.sql(
            "INSERT INTO artifact (digest, size_bytes, media_type) VALUES (:digest, 1, 'image/tiff')")
        .param("digest", digest)
        .update();
    return digest;
  }
}
