// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ChartTest {

  private static final String DEFAULTS = "{}";

  private final Path scratch;

  ChartTest(@TempDir Path scratch) {
    this.scratch = scratch;
  }

  @Test
  void passesHelmsLinter() {
    LintResult lint = Chart.helm().lint().strict().call();
    assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"gateway,8080", "ingest,8081", "features,8082", "finetune,8083", "mil,8084"})
  void everyServiceIsProbedOnThePortOfItsImageAndReachedThroughAService(String name, String port)
      throws IOException {
    Chart chart = Chart.render(scratch, DEFAULTS);
    YamlNode container = chart.container(name);

    assertThat(container.at("ports").item(0).at("containerPort").text()).isEqualTo(port);
    assertThat(Dockerfile.ofProject().environment(name)).containsEntry("SERVER_PORT", port);
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.at(probe, "httpGet", "path").text()).startsWith("/actuator/health/");
      assertThat(container.at(probe, "httpGet", "port").text()).isEqualTo("http");
    }

    YamlNode service = chart.named("Service", "lab-contextile-" + name);
    assertThat(service.at("spec", "ports").item(0).at("port").text()).isEqualTo(port);
    YamlNode labels =
        chart
            .named("Deployment", "lab-contextile-" + name)
            .at("spec", "template", "metadata", "labels");
    YamlNode selector = service.at("spec", "selector");
    assertThat(selector.keys())
        .contains("app.kubernetes.io/component")
        .allSatisfy(key -> assertThat(labels.at(key)).isEqualTo(selector.at(key)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "ingest", "features", "finetune", "mil"})
  void everyPodIsUnprivilegedAndHasTimeToHandItsJobsBack(String name) throws IOException {
    Chart chart = Chart.render(scratch, DEFAULTS);
    assertUnprivileged(chart.pod(name));
    assertThat(chart.pod(name).at("terminationGracePeriodSeconds").value()).isEqualTo(75);
    assertThat(chart.pod(name).at("enableServiceLinks").value()).isEqualTo(false);
  }

  @Test
  void theMigrationRunsFirstAndNeedsNothingOfTheRelease() throws IOException {
    YamlNode job = Chart.render(scratch, DEFAULTS).named("Job", "lab-contextile-migrate");

    assertThat(ProjectRoot.read("helm/contextile/templates/migration.yaml"))
        .contains("helm.sh/hook: pre-install,pre-upgrade");
    YamlNode pod = job.at("spec", "template", "spec");
    assertUnprivileged(pod);
    assertThat(pod.at("serviceAccountName").absent()).isTrue();
    assertThat(pod.at("containers").item(0).at("envFrom").absent()).isTrue();
    assertThat(pod.at("containers").item(0).at("env").items())
        .extracting(it -> it.at("name").text())
        .containsExactly(
            "SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD");
  }

  @Test
  void secretsAreReferredToAndNeverWritten() throws IOException {
    Chart chart =
        Chart.render(scratch, "{database: {existingSecret: pg}, security: {existingSecret: keys}}");
    assertThat(chart.ofKind("Secret")).isEmpty();
    assertThat(chart.container("gateway").at("env").items())
        .extracting(it -> it.at("valueFrom", "secretKeyRef", "name").text())
        .contains("pg", "keys")
        .doesNotContain("contextile-database", "contextile-api-keys");
  }

  @Test
  void theConfigurationIsOneThatTheServicesRead() throws IOException {
    Chart chart = Chart.render(scratch, DEFAULTS);
    assertThat(chart.named("ConfigMap", "lab-contextile").at("data").keys())
        .isNotEmpty()
        .allSatisfy(ConfigurationNames::assertRead);
    assertThat(chart.container("mil").at("env").items())
        .allSatisfy(it -> ConfigurationNames.assertRead(it.at("name").text()));
  }

  @Test
  void slotsCapsAndNeedsReachTheServicesUnderTheNamesThatTheyRead() throws IOException {
    Chart chart =
        Chart.render(
            scratch,
            """
            worker:
              slots: {classification: 2}
              caps: {fine-tuning: 3}
              workspaceCaps: {university: {fine-tuning: 4}}
              needs: {fine-tuning: {gpu: true, memory: 12GB}}
            """);
    String json =
        chart.named("ConfigMap", "lab-contextile").at("data", "SPRING_APPLICATION_JSON").text();

    JsonNode contextile = JsonMapper.shared().readTree(json).path("contextile");
    assertThat(contextile.at("/worker/slots/classification").asInt()).isEqualTo(2);
    assertThat(contextile.at("/worker/caps/fine-tuning").asInt()).isEqualTo(3);
    assertThat(contextile.at("/worker/workspace-caps/university/fine-tuning").asInt()).isEqualTo(4);
    assertThat(contextile.at("/jobs/needs/fine-tuning/gpu").asBoolean()).isTrue();
    for (String property : List.of("worker.slots", "worker.caps", "worker.workspace-caps")) {
      ConfigurationNames.assertPropertyRead("contextile." + property);
    }
    ConfigurationNames.assertPropertyRead("contextile.jobs.needs");
  }

  @Test
  void theFineTuningWorkerAsksForAGpu() throws IOException {
    Chart chart =
        Chart.render(
            scratch,
            """
            finetune:
              nodeSelector: {pool: training}
              gpu: {count: 2, runtimeClassName: nvidia, nodeSelector: {accelerator: h100}}
            """);
    YamlNode container = chart.container("finetune");
    assertThat(container.at("resources", "limits", "nvidia.com/gpu").value()).isEqualTo(2);
    assertThat(container.at("resources", "limits", "memory").text()).isEqualTo("16Gi");
    assertThat(container.at("image").text()).startsWith("contextile/finetune-cuda:");
    YamlNode pod = chart.pod("finetune");
    assertThat(pod.at("runtimeClassName").text()).isEqualTo("nvidia");
    assertThat(pod.at("nodeSelector").keys()).containsExactlyInAnyOrder("pool", "accelerator");
    assertThat(pod.at("tolerations").item(0).at("key").text()).isEqualTo("nvidia.com/gpu");
    assertThat(chart.pod("mil").at("tolerations").absent()).isTrue();
  }

  @Test
  void theGpuCanBeSwitchedOff() throws IOException {
    Chart chart = Chart.render(scratch, "finetune: {gpu: {enabled: false}}");
    assertThat(chart.container("finetune").at("resources", "limits").keys())
        .containsExactly("memory");
    assertThat(chart.container("finetune").at("image").text()).startsWith("contextile/finetune:");
    assertThat(chart.pod("finetune").at("tolerations").absent()).isTrue();
    assertThat(chart.pod("finetune").at("runtimeClassName").absent()).isTrue();
  }

  @Test
  void allServicesMountTheSameClaimWhichMayBeOnesOwn() throws IOException {
    Chart chart = Chart.render(scratch, "artifacts: {existingClaim: slides}");
    assertThat(chart.ofKind("PersistentVolumeClaim")).isEmpty();
    assertThat(chart.ofKind("Deployment"))
        .hasSize(5)
        .allSatisfy(
            it ->
                assertThat(
                        it.at("spec", "template", "spec", "volumes")
                            .item(0)
                            .at("persistentVolumeClaim", "claimName")
                            .text())
                    .isEqualTo("slides"));
  }

  @Test
  void theChartsOwnClaimIsSharedAndOutlivesTheRelease() throws IOException {
    YamlNode claim =
        Chart.render(scratch, DEFAULTS).named("PersistentVolumeClaim", "lab-contextile-artifacts");
    assertThat(claim.at("spec", "accessModes").texts()).containsExactly("ReadWriteMany");
    assertThat(claim.at("metadata", "annotations", "helm.sh/resource-policy").text())
        .isEqualTo("keep");
  }

  @Test
  void aBucketTakesThePlaceOfTheVolume() throws IOException {
    Chart chart =
        Chart.render(
            scratch,
            """
            artifacts:
              bucket:
                name: slides
                prefix: contextile/
                endpoint: https://minio.storage:9000
                pathStyle: true
                existingSecret: bucket-keys
                cacheSize: 15GB
            """);
    YamlNode data = chart.named("ConfigMap", "lab-contextile").at("data");
    assertThat(data.at("CONTEXTILE_ARTIFACTS_BUCKET").text()).isEqualTo("slides");
    assertThat(data.at("CONTEXTILE_ARTIFACTS_PREFIX").text()).isEqualTo("contextile/");
    assertThat(data.at("CONTEXTILE_ARTIFACTS_CACHESIZE").text()).isEqualTo("15GB");
    assertThat(data.at("CONTEXTILE_S3_ENDPOINT").text()).isEqualTo("https://minio.storage:9000");
    assertThat(data.at("CONTEXTILE_S3_PATHSTYLE").text()).isEqualTo("true");
    assertThat(data.keys()).allSatisfy(ConfigurationNames::assertRead);

    assertThat(chart.ofKind("PersistentVolumeClaim")).isEmpty();
    for (String name : List.of("gateway", "ingest", "features", "finetune", "mil")) {
      assertThat(chart.pod(name).at("volumes").items())
          .hasSize(2)
          .allSatisfy(it -> assertThat(it.at("persistentVolumeClaim").absent()).isTrue());
      assertThat(chart.container(name).at("env").items())
          .filteredOn(it -> it.at("name").text().startsWith("AWS_"))
          .extracting(
              it -> it.at("name").text(),
              it -> it.at("valueFrom", "secretKeyRef", "name").text(),
              it -> it.at("valueFrom", "secretKeyRef", "key").text())
          .containsExactly(
              tuple("AWS_ACCESS_KEY_ID", "bucket-keys", "access-key-id"),
              tuple("AWS_SECRET_ACCESS_KEY", "bucket-keys", "secret-access-key"));
    }
  }

  @Test
  void aBucketIsReachedUnderThePodsIdentityWhereThereIsNoSecret() throws IOException {
    Chart chart = Chart.render(scratch, "artifacts: {bucket: {name: slides, region: eu-west-1}}");
    assertThat(chart.named("ConfigMap", "lab-contextile").at("data", "CONTEXTILE_S3_REGION").text())
        .isEqualTo("eu-west-1");
    assertThat(chart.container("mil").at("env").items())
        .noneMatch(it -> it.at("name").text().startsWith("AWS_"));
  }

  @Test
  void anIngressLeadsToTheGatewayWhenAskedFor() throws IOException {
    assertThat(Chart.render(scratch, DEFAULTS).ofKind("Ingress")).isEmpty();
    YamlNode ingress =
        Chart.render(scratch, "ingress: {enabled: true, host: slides.example.org, tlsSecret: tls}")
            .named("Ingress", "lab-contextile");
    YamlNode rule = ingress.at("spec", "rules").item(0);
    assertThat(rule.at("host").text()).isEqualTo("slides.example.org");
    assertThat(rule.at("http", "paths").item(0).at("backend", "service", "name").text())
        .isEqualTo("lab-contextile-gateway");
    assertThat(ingress.at("spec", "tls").item(0).at("secretName").text()).isEqualTo("tls");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "finetune: {gpus: 1}                      | 'gpus' not allowed",
        "worker: {threads: 3}                     | 'threads' not allowed",
        "worker: {lease: soon}                    | /worker/lease",
        "artifacts: {size: lots}                  | /artifacts/size",
        "artifacts: {accessMode: ReadOnlyMany}    | /artifacts/accessMode",
        "artifacts: {bucket: {name: S_3}}         | /artifacts/bucket/name",
        "artifacts: {bucket: {cacheSize: all}}    | /artifacts/bucket/cacheSize",
        "artifacts: {bucket: {secretKey: abc}}    | 'secretKey' not allowed",
        "database: {url: 'mysql://db/contextile'} | /database/url",
        "database: {existingSecret: ''}           | /database/existingSecret",
        "database: {password: secret}             | 'password' not allowed",
        "security: {existingSecret: ''}           | /security/existingSecret",
        "mil: {replicas: many}                    | /mil/replicas",
      })
  void valuesThatMeanNothingAreRefusedByName(String values, String message) {
    assertThatThrownBy(() -> Chart.render(scratch, values))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }

  private static void assertUnprivileged(YamlNode pod) {
    assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
    assertThat(pod.at("securityContext", "runAsNonRoot").value()).isEqualTo(true);
    assertThat(pod.at("securityContext", "seccompProfile", "type").text())
        .isEqualTo("RuntimeDefault");
    YamlNode context = pod.at("containers").item(0).at("securityContext");
    assertThat(context.at("readOnlyRootFilesystem").value()).isEqualTo(true);
    assertThat(context.at("allowPrivilegeEscalation").value()).isEqualTo(false);
    assertThat(context.at("capabilities", "drop").texts()).containsExactly("ALL");
  }
}
