// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The hold of an ingest job on the bytes it was given. */
@Repository
class IngestInputs {
  private final JdbcClient jdbc;

  IngestInputs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Lets the bytes go before the job ends, because they turned out to be of no use. */
  void release(UUID job) {
    jdbc.sql("DELETE FROM job_input WHERE job_id = :job").param("job", job).update();
  }
}
