// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ComposeFileTest {

  private static final String REQUIRED_PASSWORD = "${CONTEXTILE_DB_PASSWORD:?";
  private static final String REQUIRED_KEYS = "${CONTEXTILE_SECURITY_KEYS:?";

  private final YamlNode services =
      YamlNode.parse(ProjectRoot.read("docker-compose.yml")).at("services");
  private final Dockerfile dockerfile = Dockerfile.ofProject();

  @Test
  void holdsPostgresItsMigrationAndTheFiveServices() {
    assertThat(services.keys())
        .containsExactlyInAnyOrder(
            "postgres", "migrate", "gateway", "ingest", "features", "finetune", "mil");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "ingest", "features", "finetune", "mil"})
  void everyServiceStartsAfterTheMigrationAndTellsWhetherItIsReady(String name) {
    YamlNode service = services.at(name);

    assertThat(service.at("depends_on", "migrate", "condition").text())
        .isEqualTo("service_completed_successfully");
    assertThat(service.at("healthcheck", "test").texts().getLast())
        .contains("/actuator/health/readiness");
    assertThat(service.at("build", "target").text()).isEqualTo(name);
    assertThat(dockerfile.stages()).containsKey(name);
    assertThat(service.at("read_only").value()).isEqualTo(true);
    assertThat(service.at("cap_drop").texts()).containsExactly("ALL");
    assertThat(service.at("volumes").texts())
        .contains("artifacts:/var/lib/contextile", "cache:/var/cache/contextile");
    assertThat(service.at("environment").keys()).allSatisfy(ConfigurationNames::assertRead);
  }

  @Test
  void theMigrationWaitsForAHealthyDatabaseAndTheGatewayForTheServicesItCalls() {
    assertThat(services.at("postgres", "healthcheck", "test").texts().getLast())
        .contains("pg_isready");
    assertThat(services.at("migrate", "depends_on", "postgres", "condition").text())
        .isEqualTo("service_healthy");
    for (String called : List.of("ingest", "features", "mil")) {
      assertThat(services.at("gateway", "depends_on", called, "condition").text())
          .isEqualTo("service_healthy");
      URI address =
          URI.create(
              services
                  .at("gateway", "environment")
                  .at("CONTEXTILE_GATEWAY_SERVICES_" + called.toUpperCase(Locale.ROOT))
                  .text());
      assertThat(address.getHost()).isEqualTo(called);
      assertThat(dockerfile.environment(called))
          .containsEntry("SERVER_PORT", String.valueOf(address.getPort()));
    }
  }

  @Test
  void onlyTheGatewayIsPublishedAndOnlyToThisMachine() {
    for (String name : services.keys()) {
      if (name.equals("gateway")) {
        assertThat(services.at(name, "ports").texts())
            .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
      } else {
        assertThat(services.at(name, "ports").absent()).as(name).isTrue();
      }
    }
  }

  @Test
  void secretsHaveNoDefaultsAndTheirAbsenceIsExplained() {
    assertThat(services.at("postgres", "environment", "POSTGRES_PASSWORD").text())
        .startsWith(REQUIRED_PASSWORD);
    for (String name : List.of("migrate", "gateway", "ingest", "features", "finetune", "mil")) {
      assertThat(services.at(name, "environment", "SPRING_DATASOURCE_PASSWORD").text())
          .startsWith(REQUIRED_PASSWORD);
    }
    assertThat(services.at("gateway", "environment", "CONTEXTILE_SECURITY_KEYS").text())
        .startsWith(REQUIRED_KEYS);
  }

  @Test
  void theHealthCheckFollowsTheAnswer() throws IOException, InterruptedException {
    assertThat(healthCheckAgainst(200)).isZero();
    assertThat(healthCheckAgainst(503)).isNotZero();
  }

  @Test
  void theGpuFileChangesOnlyTheFineTuningWorker() {
    YamlNode gpu = YamlNode.parse(ProjectRoot.read("docker-compose.gpu.yml")).at("services");
    assertThat(gpu.keys()).containsExactly("finetune");
    assertThat(dockerfile.stages()).containsKey(gpu.at("finetune", "build", "target").text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "ingest", "features", "finetune", "mil"})
  void theS3FileGivesEveryServiceTheBucketInsteadOfTheVolume(String name) {
    YamlNode service =
        YamlNode.parse(ProjectRoot.read("docker-compose.s3.yml").replace("!override", ""))
            .at("services", name);

    assertThat(service.at("volumes").texts()).containsExactly("cache:/var/cache/contextile");
    assertThat(service.at("networks").texts()).containsExactly("internal", "edge");
    assertThat(service.at("environment").keys())
        .contains("CONTEXTILE_ARTIFACTS_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        .allSatisfy(ConfigurationNames::assertRead);
    for (String secret : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")) {
      assertThat(service.at("environment", secret).text()).startsWith("${" + secret + ":?");
    }
  }

  private int healthCheckAgainst(int status) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/actuator/health/readiness",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      List<String> command =
          services.at("gateway", "healthcheck", "test").texts().stream()
              .skip(1)
              .map(it -> it.replace("$$", "$"))
              .toList();
      ProcessBuilder check = new ProcessBuilder(command);
      check.environment().put("SERVER_PORT", String.valueOf(server.getAddress().getPort()));
      Process process = check.inheritIO().start();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      server.stop(0);
    }
  }
}
