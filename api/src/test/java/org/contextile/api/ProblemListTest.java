// SPDX-License-Identifier: Apache-2.0
package org.contextile.api;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.contextile.api.problem.ProblemType;
import org.junit.jupiter.api.Test;

/**
 * The lists that are made of the catalogue. With {@code -Dcontextile.write=true} they are written
 * anew instead of compared.
 */
class ProblemListTest {
  private static final Path ROOT = Path.of("..");
  private static final Path DOCS = ROOT.resolve("docs/problems.md");
  private static final Path CONTRACT = Path.of("openapi.yaml");
  private static final Pattern MENTION = Pattern.compile("/problems/([a-z0-9-]*[a-z0-9])");
  private static final String INDENT = "      ";

  /** From the line after the tag's introduction to the tag that follows. */
  private static final Pattern LISTED =
      Pattern.compile(
          "(?<=Every problem, its status, and what to do next\\.\\n\\n).*?(?=\\n+  - name: |\\n\\npaths:)",
          Pattern.DOTALL);

  @Test
  void theContractListsTheCatalogue() throws IOException {
    String contract = Files.readString(CONTRACT);
    String made = table().lines().map(line -> INDENT + line).collect(joining("\n"));
    assertThat(LISTED.matcher(contract).results()).hasSize(1);
    same(CONTRACT, contract, LISTED.matcher(contract).replaceFirst(made.replace("$", "\\$")));
  }

  @Test
  void theDocsListTheCatalogue() throws IOException {
    String made =
        """
        # Problems

        Errors are RFC 9457 `application/problem+json`, in answers and as the `error` of a job. This list is made of
        the enum `ProblemType`; `detail` says what is wrong this time, `pointer` where.

        """
            + table();
    same(DOCS, Files.exists(DOCS) ? Files.readString(DOCS) : "", made);
  }

  @Test
  void nobodyNamesAProblemThatTheCatalogueLacks() throws IOException {
    Set<String> known = new TreeSet<>();
    Arrays.stream(ProblemType.values()).map(ProblemType::uri).forEach(known::add);
    for (Path file : texts()) {
      MENTION
          .matcher(Files.readString(file))
          .results()
          .forEach(mention -> assertThat(mention.group()).as(file.toString()).isIn(known));
    }
  }

  /** Comments may name them, and a benchmark makes up failed jobs. */
  @Test
  void noCodeSpellsAProblemButTheCatalogue() throws IOException {
    Pattern spelled =
        Pattern.compile("\"/problems/|[^*]*APPLICATION_PROBLEM_JSON|\"application/problem");
    for (Path file : sources()) {
      if (!file.toString().matches(".*/(web/problem|bench)/.*")) {
        assertThat(Files.readAllLines(file))
            .as("%s: take a ProblemType, and let ProblemWriter answer", file)
            .noneMatch(line -> spelled.matcher(line).find());
      }
    }
  }

  @Test
  void everyProblemSaysWhatToDoNext() {
    assertThat(ProblemType.values())
        .allSatisfy(
            type -> {
              assertThat(type.status()).isBetween(400, 599);
              assertThat(type.title()).isNotBlank().doesNotEndWith(".");
              assertThat(type.next()).endsWith(".").doesNotContain("|", "\n");
            });
  }

  private static String table() {
    return Stream.concat(
            Stream.of(
                "| problem | status | title | what to do next |", "| --- | --- | --- | --- |"),
            Arrays.stream(ProblemType.values())
                .map(
                    type ->
                        "| `%s` | %d | %s | %s |"
                            .formatted(type.uri(), type.status(), type.title(), type.next())))
        .collect(joining("\n", "", "\n"));
  }

  private static void same(Path file, String found, String made) throws IOException {
    if (Boolean.getBoolean("contextile.write")) {
      Files.writeString(file, made);
    } else {
      assertThat(found)
          .as("%s, written anew by -Dtest=ProblemListTest -Dcontextile.write=true", file)
          .isEqualTo(made);
    }
  }

  /** The contract, the documents, and the sources that tests do not make up. */
  private static List<Path> texts() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.of(
              Stream.of(CONTRACT, ROOT.resolve("README.md")),
              docs.filter(file -> file.toString().endsWith(".md")),
              sources().stream())
          .flatMap(texts -> texts)
          .toList();
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> db = Files.walk(ROOT.resolve("db/src/main"));
        Stream<Path> services = Files.walk(ROOT.resolve("services"))) {
      return Stream.concat(db, services)
          .filter(file -> file.toString().matches(".*/src/main/.*\\.(java|js|html|sql)"))
          .filter(Files::isRegularFile)
          .toList();
    }
  }
}
