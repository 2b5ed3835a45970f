// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AllowedBucketsTest {
  private static final AllowedBuckets BUCKETS =
      new AllowedBuckets(List.of("models", "lab/pathology", "lab/more/uni/"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://models/a/model.safetensors",
        "s3://models/a/",
        "s3://models/",
        "s3://lab/pathology/x.pt",
        "s3://lab/pathology/",
        "s3://lab/more/uni/v2/x.pt"
      })
  void whatLiesInAnAllowedBucketOrFolderIsFound(String uri) {
    assertThat(resolve(uri)).hasToString(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://lab/",
        "s3://lab/pathology-private/x.pt",
        "s3://lab/more/",
        "s3://lab/more/x.pt",
        "s3://lab/Pathology/x.pt",
        "s3://models-private/x.pt",
        "s3://models.lab/x.pt"
      })
  void whatLiesOutsideIsUnsafe(String uri) {
    assertRefused("/problems/unsafe-name", uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://lab/pathology/../secret/x.pt",
        "s3://lab/pathology/./x.pt",
        "s3://lab/pathology//x.pt",
        "s3://models//x.pt",
        "s3://models/x//",
        "s3://models/..",
        "s3://models/../",
        "s3://models//",
        "s3://models/a\nb",
        "s3://models/a\u0000b",
        "s3://models/a\u0085b"
      })
  void partsThatAreNoNamesAreUnsafe(String uri) {
    assertRefused("/problems/unsafe-name", uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3:models/x",
        "S3://models/x",
        "s3:///x",
        "s3://",
        "s3://Models/x",
        "s3://mo..dels/x",
        "s3://ab/x",
        "s3://key:secret@models/x",
        "s3://models:80/x",
        "s3://models/x.pt?versionId=1",
        "s3://models/x.pt#1",
        "s3://models?x"
      })
  void whatIsNoAddressIsInvalid(String uri) {
    assertRefused("/problems/invalid-request", uri);
  }

  @Test
  void keysAreTakenLiterally() {
    assertThat(resolve("s3://models/a%2Fb+c d/%2e%2e/ü.pt").key())
        .isEqualTo("a%2Fb+c d/%2e%2e/ü.pt");
    // Not the folder that is allowed.
    assertRefused("/problems/unsafe-name", "s3://lab/%70athology/x.pt");
  }

  @Test
  void keysAreNoLongerThanTheyMayBe() {
    assertThat(resolve("s3://models/" + "ü".repeat(512)).key()).hasSize(512);
    assertRefused("/problems/invalid-request", "s3://models/" + "ü".repeat(513));
    assertRefused("/problems/invalid-request", "s3://models/a\ud800");
  }

  @Test
  void anAllowedFolderIsFoundWithoutItsSlash() {
    assertThat(resolve("s3://lab/pathology")).isEqualTo(new BucketAddress("lab", "pathology/"));
    assertThat(resolve("s3://models")).isEqualTo(new BucketAddress("models", ""));
  }

  @Test
  void anAddressKnowsItsParts() {
    BucketAddress object = resolve("s3://models/a/model.safetensors");
    assertThat(object.isFolder()).isFalse();
    assertThat(object.name()).isEqualTo("model.safetensors");
    assertThat(object.sibling("config.json")).hasToString("s3://models/a/config.json");
    assertThat(object.asFolder()).hasToString("s3://models/a/model.safetensors/");
    assertThat(object.asFolder().sibling("b")).hasToString("s3://models/a/model.safetensors/b");
    assertThat(resolve("s3://models").isFolder()).isTrue();
    assertThat(resolve("s3://models").sibling("b")).hasToString("s3://models/b");
  }

  @Test
  void withoutSettingsNothingIsAllowed() {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> new AllowedBuckets(List.of()).resolve("s3://models/x", "/source/uri"));
    assertThat(refused.problem().type()).isEqualTo("/problems/unsafe-name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3://models", "Models", "models//", "models/../x", "*"})
  void whatCannotBeAllowedIsRefusedAtTheStart(String allowed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AllowedBuckets(List.of(allowed)))
        .withMessageContaining("contextile.intake.buckets");
  }

  private static BucketAddress resolve(String uri) {
    return BUCKETS.resolve(uri, "/source/uri");
  }

  private static void assertRefused(String type, String uri) {
    Problem problem = catchThrowableOfType(ProblemException.class, () -> resolve(uri)).problem();
    assertThat(problem.type()).isEqualTo(type);
    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.pointer()).isEqualTo("/source/uri");
  }
}
