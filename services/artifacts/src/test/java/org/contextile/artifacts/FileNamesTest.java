// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileNamesTest {
  private static final String DIGEST = "ab".repeat(32);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "..",
        ".",
        "a/../b",
        "/etc/passwd",
        "a//b",
        "a/",
        "a\\b",
        "a\nb",
        "a\u0000b",
        "a\u0085b",
        "a\ud800b"
      })
  void refusesWhatIsNoNameOfAFileInAFolder(String name) {
    assertThat(FileNames.isSafe(name)).isFalse();
    assertThat(refused(List.of("good.dcm", name)).pointer()).isEqualTo("/uploads/1");
    assertThatThrownBy(() -> new FileList(Map.of(name, DIGEST)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            it -> assertThat(it.problem().type()).isEqualTo(ProblemType.UNSAFE_NAME.uri()));
  }

  @Test
  void refusesNamesThatFileSystemsCannotHold() {
    assertThat(FileNames.isSafe("ä".repeat(127))).isTrue();
    assertThat(refused(List.of("ä".repeat(128))).detail()).contains("more than 255 bytes");
    assertThat(FileNames.isSafe("a/".repeat(499) + "bb")).isTrue();
    assertThat(refused(List.of("a/".repeat(500) + "b")).detail()).contains("1,000 characters");
  }

  @Test
  void saysWhichNamesWithoutWhatCannotBeStoredInAnAnswer() {
    assertThat(refused(List.of("a\u0000\ud800")).detail()).contains("'a\ufffd\ufffd'");
    assertThat(refused(List.of("\\" + "x".repeat(900))).detail()).hasSizeLessThan(250);
  }

  @Test
  void takesForOneNameWhatSomeSystemsTakeForOne() {
    assertThat(refused(List.of("a.dcm", "a.dcm")).detail()).contains("Two files are named 'a.dcm'");
    assertThat(refused(List.of("a.dcm", "A.dcm")).detail()).contains("'a.dcm' and 'A.dcm'");
    assertThat(refused(List.of("f/\u00e9.dcm", "f/e\u0301.dcm")).detail()).contains("one name");
    assertThat(refused(List.of("\u00c9.dcm", "e\u0301.dcm")).detail()).contains("one name");
  }

  @Test
  void refusesAFileOfAFoldersNameInWhateverOrderTheyCome() {
    for (List<String> names :
        List.of(
            List.of("a", "a/b"),
            List.of("a/b", "a"),
            List.of("A", "a/b/c"),
            List.of("x/e\u0301/c/d", "x/\u00e9"))) {
      Problem refused = refused(names);
      assertThat(refused.detail()).contains("has the name of a folder");
      assertThat(refused.pointer()).isEqualTo("/uploads/1");
    }
    FileNames names = new FileNames();
    names.add("x/a", null);
    assertThatThrownBy(() -> names.addFolder("x/A/b", null)).isInstanceOf(ProblemException.class);
  }

  @Test
  void keepsNamesThatOnlyLookAlike() {
    FileNames names = new FileNames();
    for (String name :
        List.of("a", "a.", "a ", "ab/a", "ab/b", "AB/c", ".hidden", "X/Data0001.dat")) {
      names.add(name, null);
    }
    names.addFolder("ab", null);
  }

  private static Problem refused(List<String> given) {
    FileNames names = new FileNames();
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> {
              for (int i = 0; i < given.size(); i++) {
                names.add(given.get(i), "/uploads/" + i);
              }
            });
    assertThat(refused).as("nothing of %s was refused", given).isNotNull();
    return refused.problem();
  }
}
