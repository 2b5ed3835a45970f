// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.contextile.api.problem.ProblemType;
import org.contextile.jobs.testing.RawHttp;
import org.contextile.jobs.testing.RawHttp.Answer;

/** Downloads an operation's bytes as careful clients do, curl among them. */
final class Downloads {
  private final RawHttp http;
  private final String address;
  private final String key;
  private final Path folder;

  Downloads(String address, String key, Path folder) {
    this.http = new RawHttp(address);
    this.address = address;
    this.key = key;
    this.folder = folder;
  }

  /**
   * Checks what RFC 9110 asks for.
   *
   * @return whether the operation offers bytes
   */
  boolean check(WalkedOperation operation) throws IOException, InterruptedException {
    String path = operation.path();
    Answer head = http.send(head("HEAD", path));
    if (head.status() != 200 || !"bytes".equals(head.headers().get("accept-ranges"))) {
      return false;
    }
    long length = Long.parseLong(header(head, "content-length"));
    String tag = header(head, "etag");
    assertThat(head.body()).isEmpty();
    assertThat(tag).startsWith("\"");
    // Tiles are looked at, and nobody keeps them.
    if (!path.contains("deepzoom") && !path.contains("/tiles/")) {
      assertThat(header(head, "content-disposition")).contains("filename=\"");
    }
    ranges(path, length, tag);
    conditions(path, length, tag);
    resume(path, length);
    return true;
  }

  private void ranges(String path, long length, String tag) throws IOException {
    Answer first = get(path, "Range: bytes=0-3");
    assertThat(first.status()).isEqualTo(206);
    assertThat(first.headers())
        .containsEntry("content-range", "bytes 0-3/" + length)
        .containsEntry("content-length", "4")
        .containsEntry("etag", tag);
    Answer last = get(path, "Range: bytes=-1\nAccept-Encoding: gzip");
    assertThat(last.headers())
        .containsEntry("content-range", "bytes %d-%d/%d".formatted(length - 1, length - 1, length))
        .doesNotContainKey("content-encoding");
    for (String beyond : List.of("bytes=" + length + "-", "bytes=-0")) {
      Answer none = get(path, "Range: " + beyond);
      assertThat(none.problem()).isEqualTo(ProblemType.RANGE_NOT_SATISFIABLE);
      assertThat(none.headers()).containsEntry("content-range", "bytes */" + length);
    }
    for (String ignored :
        List.of("bytes=3-2", "lines=0-3", "bytes=x", "bytes=0-0,2-2", "bytes=-")) {
      whole(get(path, "Range: " + ignored), length);
    }
    whole(http.send(head("HEAD", path) + "\nRange: bytes=0-3"), length);
  }

  private void conditions(String path, long length, String tag) throws IOException {
    assertThat(get(path, "Range: bytes=0-3\nIf-Range: " + tag).status()).isEqualTo(206);
    for (String other : List.of("\"another\"", "W/" + tag, "Sat, 29 Oct 1994 19:43:31 GMT")) {
      whole(get(path, "Range: bytes=0-3\nIf-Range: " + other), length);
    }
    for (String known : List.of(tag, "W/" + tag, "\"a\", " + tag, "*")) {
      Answer unchanged = get(path, "Range: bytes=0-3\nIf-None-Match: " + known);
      assertThat(unchanged.status()).as(known).isEqualTo(304);
      assertThat(unchanged.body()).isEmpty();
    }
  }

  /** With curl, of a file that was cut off, and of one that is whole. */
  private void resume(String path, long length) throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    Files.deleteIfExists(whole);
    curl(path, whole);
    byte[] bytes = Files.readAllBytes(whole);
    assertThat(bytes).hasSize((int) length);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 3));
    curl(path, cut, "-C", "-");
    assertThat(cut).hasBinaryContent(bytes);
    curl(path, cut, "-C", "-");
    assertThat(cut).hasBinaryContent(bytes);
    curl(path, cut, "--compressed");
    assertThat(cut).hasBinaryContent(bytes);
  }

  private void curl(String path, Path file, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-o", file.toString()));
    command.addAll(List.of("-H", "Authorization: Bearer " + key));
    command.addAll(Arrays.asList(more));
    command.add(address + path);
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).as("%s: %s", command, said).isZero();
  }

  private static void whole(Answer answer, long length) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .doesNotContainKey("content-range")
        .containsEntry("content-length", Long.toString(length));
  }

  private Answer get(String path, String more) throws IOException {
    return http.send(head("GET", path) + "\n" + more);
  }

  private static String header(Answer answer, String name) {
    return Optional.ofNullable(answer.headers().get(name)).orElseThrow();
  }

  private String head(String method, String path) {
    return "%s %s HTTP/1.1\nAuthorization: Bearer %s".formatted(method, path, key);
  }
}
