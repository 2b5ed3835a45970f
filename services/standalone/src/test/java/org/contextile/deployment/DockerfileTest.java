// SPDX-License-Identifier: Apache-2.0
package org.contextile.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DockerfileTest {

  private final Dockerfile dockerfile = Dockerfile.ofProject();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway",
        "ingest",
        "features",
        "finetune",
        "finetune-cuda",
        "mil",
        "migrate",
        "standalone"
      })
  void everyProcessHasATargetThatStartsItsMainClassAsAnUnprivilegedUser(String target)
      throws ReflectiveOperationException {
    assertThat(dockerfile.stages()).containsKey(target);

    String main = dockerfile.mainClass(target).orElseThrow();
    var method =
        Class.forName(main, false, getClass().getClassLoader())
            .getDeclaredMethod("main", String[].class);
    assertThat(Modifier.isPublic(method.getModifiers())).isTrue();

    List<String> users =
        dockerfile.lineage(target).stream().flatMap(it -> it.of("USER").stream()).toList();
    assertThat(users).containsExactly("10001:10001");
  }

  @Test
  void everyModulesPomIsCopiedBeforeTheLibrariesAreFetched() {
    List<String> build = dockerfile.stage("build").instructions();
    int fetched = indexOf(build, "dependency:go-offline");
    assertThat(fetched).isLessThan(indexOf(build, "COPY services services"));
    assertThat(modules())
        .isNotEmpty()
        .allSatisfy(
            module ->
                assertThat(build.subList(0, fetched))
                    .contains("COPY " + module + "/pom.xml " + module + "/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "ingest", "features", "finetune", "mil", "standalone"})
  void everyServiceIsStartedForTrainingAndStartsByWhatThatMade(String target) {
    List<String> instructions = dockerfile.stage(target).instructions();

    assertThat(dockerfile.stage(target).of("ENTRYPOINT"))
        .singleElement()
        .asString()
        .contains("\"@/app/java-options\", \"@/app/start/arguments\"");
    assertThat(indexOf(instructions, "RUN /app/image-start.sh /app "))
        .isBetween(
            indexOf(instructions, "/contextile /app/lib"), indexOf(instructions, "ENTRYPOINT"));
    assertThat(dockerfile.stage("runtime").of("COPY"))
        .anySatisfy(it -> assertThat(it).contains(".ci/java-options", ".ci/image-start.sh"));
    assertThat(ProjectRoot.read(".dockerignore")).contains("!.ci/image-start.sh");
  }

  @Test
  void theWebClientIsBuiltInAStageOfItsOwnAndTakenFromThere() {
    List<String> build = dockerfile.stage("build").instructions();

    assertThat(dockerfile.stage("web").of("RUN"))
        .containsExactly("npm ci --no-audit --no-fund", "npm run build");
    assertThat(indexOf(build, "COPY --from=web "))
        .isBetween(indexOf(build, "COPY services services"), indexOf(build, "-Dweb.skip package"));
  }

  @Test
  void versionsAreThoseOfTheBuild() {
    assertThat(dockerfile.stage("openslide").of("ARG"))
        .contains(
            "OPENSLIDE_BIN_VERSION="
                + found("wheel_version=(\\S+)", ".ci/openslide.sh").getFirst());
    String pytorch = found("<pytorch.version>([^<]+)<", "pom.xml").getFirst();
    assertThat(dockerfile.stage("libtorch-cuda").of("ARG")).contains("TORCH_VERSION=" + pytorch);
    assertThat(dockerfile.stage("finetune-cuda").of("ARG")).contains("TORCH_VERSION=" + pytorch);
  }

  @Test
  void theLibrariesOfTheServicesThatComputeComeFromAVolumeAndNotFromTheNetwork() {
    for (String target : List.of("features", "finetune", "mil", "standalone")) {
      assertThat(dockerfile.environment(target))
          .containsEntry("DJL_OFFLINE", "true")
          .containsEntry("DJL_CACHE_DIR", "/var/cache/contextile/djl");
    }
  }

  @Test
  void theEnvironmentIsOneThatTheServicesRead() {
    for (String target : dockerfile.stages().keySet()) {
      assertThat(dockerfile.environment(target).keySet())
          .allSatisfy(ConfigurationNames::assertRead);
    }
  }

  private static List<String> modules() {
    return found("<module>([^<]+)</module>", "pom.xml");
  }

  private static List<String> found(String pattern, String file) {
    return Pattern.compile(pattern)
        .matcher(ProjectRoot.read(file))
        .results()
        .map((MatchResult it) -> it.group(1))
        .toList();
  }

  private static int indexOf(List<String> instructions, String part) {
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError("No instruction has " + part);
  }
}
