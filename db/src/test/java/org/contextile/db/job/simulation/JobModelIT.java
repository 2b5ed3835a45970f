// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import com.zaxxer.hikari.HikariDataSource;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue on PostgreSQL does what the model promises, operation by operation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobModelIT {
  /** Their operations are enough to cover the queue, says {@link JobSimulationTest}. */
  static final int SEEDS = 32;

  private static final int SEEDS_PER_BATCH = SEEDS / 4;

  private HikariDataSource pool;

  @BeforeAll
  void open() {
    pool = TestDatabase.migrated().pool(2);
  }

  @AfterAll
  void close() {
    pool.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void theDatabaseAgreesWithTheModelAfterEveryOperation(long batch) {
    long operations = 0;
    for (long seed = batch * SEEDS_PER_BATCH; seed < (batch + 1) * SEEDS_PER_BATCH; seed++) {
      operations +=
          Simulation.play(seed, () -> new LockstepQueue(new DatabaseQueue(pool)))
              .operations()
              .size();
    }
    System.out.println(SEEDS_PER_BATCH + " seeds: " + operations + " operations");
  }
}
