// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class EmbeddedDatabaseIT {

  @TempDir private Path home;

  @Test
  void aSecondProcessIsToldWhoHoldsTheDirectoryAndStopsNothing() throws Exception {
    try (EmbeddedDatabase first = EmbeddedDatabase.start(home)) {
      first.serving(4711);
      Process second = startAnother();
      String said =
          new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

      assertThat(second.waitFor()).as(said).isEqualTo(1);
      assertThat(said)
          .contains(home.toRealPath().toString())
          .contains("process " + ProcessHandle.current().pid() + ", started 20")
          .contains("http://127.0.0.1:4711/")
          .contains("CONTEXTILE_HOME");
      assertThat(answer(first)).isEqualTo(1);
    }
  }

  @Test
  void theSameProcessCannotTakeADirectoryTwice() throws Exception {
    try (EmbeddedDatabase first = EmbeddedDatabase.start(home)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(home))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(answer(first)).isEqualTo(1);
      // The refusal must not have lost the lock.
      Process other = startAnother();
      other.getInputStream().transferTo(OutputStream.nullOutputStream());
      assertThat(other.waitFor()).isEqualTo(1);
    }
  }

  @Test
  void aClosedDirectoryIsFreeForTheNext() throws Exception {
    EmbeddedDatabase.start(home).close();
    try (EmbeddedDatabase next = EmbeddedDatabase.start(home)) {
      assertThat(answer(next)).isEqualTo(1);
    }
  }

  @Test
  void aReusedNumberInThePidFileIsAStrangersAndLeftAlone() throws Exception {
    EmbeddedDatabase.start(home).close();
    // Its name is the server's, as another installation's would be.
    Path named =
        Files.copy(
            Path.of("/bin/sleep"), Files.createDirectory(home.resolve("bin")).resolve("postgres"));
    Process stranger = new ProcessBuilder(named.toString(), "600").start();
    try {
      Files.write(
          home.resolve("postgres/postmaster.pid"),
          List.of(Long.toString(stranger.pid()), home.resolve("postgres").toString(), "1", "5432"));
      try (EmbeddedDatabase next = EmbeddedDatabase.start(home)) {
        assertThat(answer(next)).isEqualTo(1);
        assertThat(stranger.isAlive()).isTrue();
      }
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void theServerOfAKilledProcessIsStoppedAndItsRowsAreThere() throws Exception {
    Process killed = startAnother();
    String url = killed.inputReader().readLine();
    assertThat(url).startsWith("jdbc:postgresql:");
    JdbcClient.create(new DriverManagerDataSource(url))
        .sql("CREATE TABLE written AS SELECT 7 AS number")
        .update();
    killed.destroyForcibly().waitFor();
    String stale = Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst().strip();
    assertThat(ProcessHandle.of(Long.parseLong(stale))).isPresent();

    try (EmbeddedDatabase next = EmbeddedDatabase.start(home)) {
      assertThat(
              JdbcClient.create(next.dataSource())
                  .sql("SELECT number FROM written")
                  .query(Integer.class)
                  .single())
          .isEqualTo(7);
      assertThat(Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst().strip())
          .isNotEqualTo(stale);
    }
  }

  private static int answer(EmbeddedDatabase database) {
    return JdbcClient.create(database.dataSource()).sql("SELECT 1").query(Integer.class).single();
  }

  private Process startAnother() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            DatabaseProcess.class.getName(),
            home.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
