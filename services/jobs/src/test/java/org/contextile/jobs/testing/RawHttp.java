// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contextile.api.problem.ProblemType;

/** Requests letter by letter, also those that no HTTP client would send. */
public final class RawHttp {
  private static final Pattern HEAD = Pattern.compile("HTTP/1\\.1 (\\d{3})");

  /** Names of ours, of Spring's, of the container's and of the database's. */
  private static final Pattern INNER =
      Pattern.compile(
          "org\\.|java\\.|jakarta|springframework|tomcat|hibernate|Exception|PSQL|Controller"
              + "|\\bat [a-z]+\\.|WithJson|WithFormData|MultipartFile|insert into|\\[L|java/"
              + "|<!doctype|\"timestamp\"",
          Pattern.CASE_INSENSITIVE);

  private final URI server;

  public RawHttp(String address) {
    server = URI.create(address);
  }

  /**
   * An answer.
   *
   * @param headers by lower-case names
   */
  public record Answer(int status, Map<String, String> headers, String body) {

    /** Checks that a refusal is a problem under the trace of its header, and tells nothing else. */
    public ProblemType problem() {
      assertThat(body).doesNotContainPattern(INNER);
      assertThat(headers).containsEntry("content-type", "application/problem+json");
      assertThat(headers.get("x-trace-id")).matches("[0-9a-f]{32}");
      assertThat(body).contains("\"traceId\":\"" + headers.get("x-trace-id") + "\"");
      Matcher type = Pattern.compile("\"type\":\"([^\"]+)\"").matcher(body);
      assertThat(type.find()).as(body).isTrue();
      ProblemType problem = ProblemType.of(type.group(1)).orElseThrow();
      assertThat(problem.status()).isEqualTo(status);
      return problem;
    }
  }

  /** Sends a head and a body, and waits for the end of the answer, or of {@code patience}. */
  public Answer send(String head, byte[] body, int patienceMillis) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(patienceMillis);
      String all =
          head.strip().replace("\n", "\r\n") + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(all.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return answer(new String(read(socket.getInputStream()), StandardCharsets.UTF_8));
    }
  }

  public Answer send(String head) throws IOException {
    return send(head, new byte[0], 10_000);
  }

  /** With a body of some type, whose length is said. */
  public Answer send(String head, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return send(
        head.strip() + "\nContent-Type: " + type + "\nContent-Length: " + bytes.length,
        bytes,
        10_000);
  }

  /** What came when nothing more does: the container may close before it has read all of ours. */
  private static byte[] read(InputStream in) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      in.transferTo(read);
    } catch (SocketTimeoutException e) {
      assertThat(read.size()).as("bytes of an answer that did not end").isPositive();
    } catch (IOException e) {
      // Reset behind the answer.
    }
    return read.toByteArray();
  }

  private static Answer answer(String text) {
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as("the head of an answer in: " + text).isPositive();
    Matcher status = HEAD.matcher(text);
    assertThat(status.lookingAt()).as(text).isTrue();
    Map<String, String> headers = new TreeMap<>();
    text.substring(0, end)
        .lines()
        .skip(1)
        .forEach(
            line -> {
              String[] parts = line.split(":", 2);
              headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
            });
    return new Answer(Integer.parseInt(status.group(1)), headers, text.substring(end + 4));
  }
}
