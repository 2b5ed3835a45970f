// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.contextile.api.problem.ProblemType;
import org.contextile.jobs.testing.RawHttp;
import org.contextile.jobs.testing.RawHttp.Answer;

/** Every kind of request that is none, sent to an operation of the contract. */
final class MalformedRequests {
  private final RawHttp http;
  private final String key;

  MalformedRequests(RawHttp http, String key) {
    this.http = http;
    this.key = key;
  }

  /** Checks that each gets a problem that tells what is wrong, and nothing about the inside. */
  void sendTo(WalkedOperation operation) throws IOException {
    inTheAddress(operation);
    inTheQuery(operation);
    inTheHead(operation);
    inTheBody(operation);
  }

  private void inTheAddress(WalkedOperation operation) throws IOException {
    for (String odd : List.of("%25", "%00", "%2F", "%5C", "%zz", ";a=b")) {
      refused(operation, http.send(head(operation.method(), operation.path() + odd)), 400);
    }
    refused(operation, http.send(head(operation.method(), operation.path() + "//")), 400, 404);
    refused(operation, http.send(head("QUERY", operation.path())), 405);
    refused(operation, http.send(head("TRACE", operation.path())), 405);
    refused(operation, http.send(head("G<T", operation.path())), 400);
  }

  private void inTheQuery(WalkedOperation operation) throws IOException {
    for (String odd : List.of("=", "=x", "a=%ff", "a=%zz", "%00=x")) {
      refused(operation, send(operation, odd), 400);
    }
    Answer unknown = send(operation, "nosuch=1");
    refused(operation, unknown, 400);
    if (!operation.method().equals("HEAD")) {
      assertThat(unknown.body()).as(operation.name()).contains("nosuch is no parameter");
    }
    if (operation.listing() && !operation.path().equals("/v1/events")) {
      for (String odd :
          List.of("pagesize=1", "pageSize=", "pageSize=0", "pageSize=x", "pageSize=1&pageSize=2")) {
        Answer answer = send(operation, odd);
        refused(operation, answer, 400);
        assertThat(answer.body()).contains("\"pointer\":\"/page").contains("pageSize");
      }
      refused(operation, send(operation, "pageToken=a%00b"), 400);
    }
  }

  private void inTheHead(WalkedOperation operation) throws IOException {
    String head = head(operation.method(), operation.path());
    refused(operation, http.send(head + "\nX-Long: " + "a".repeat(20_000)), 400);
    refused(operation, http.send(head + "\nX-Odd: a\u0000b"), 400);
    refused(operation, http.send(head + "\nX Odd: a"), 400);
    if (operation.method().equals("GET") && !operation.path().endsWith("/events")) {
      int usual = http.send(head).status();
      for (String odd : List.of("bytes=\u00ff-", "bytes=5-2", "b\u00e4r=1-2", "bytes=\u0661-")) {
        Answer answer = http.send(head + "\nRange: " + odd);
        assertThat(answer.status()).as("%s with %s", operation.name(), odd).isEqualTo(usual);
      }
      Answer unacceptable = http.send(head + "\nAccept: nothing/nothing");
      assertThat(unacceptable.status()).isLessThan(500);
      Answer nonsense = http.send(head + "\nAccept: \u00ff\u00fe");
      assertThat(nonsense.status()).isLessThan(500);
    }
  }

  private void inTheBody(WalkedOperation operation) throws IOException {
    String head = head(operation.method(), operation.path());
    Answer unbounded = http.send(head, "multipart/form-data", "x");
    refused(operation, unbounded, 400, 412, 415);
    Answer torn = http.send(head, "multipart/form-data; boundary=a", "--a\r\nContent-Dis");
    refused(operation, torn, 400, 412, 415);
    if (operation.contentType().endsWith("json") && operation.body() != null) {
      refused(operation, http.send(head, "application/x-nothing", "x"), 415);
      refused(operation, http.send(head, "nothing", "x"), 415);
      for (String odd : List.of("", "{", "[]", "null", "\"x\"", "{\"a\":NaN}", "{} {}", "\u0000")) {
        refused(operation, http.send(head, operation.contentType(), odd), 400);
      }
      Answer unknown = http.send(head, operation.contentType(), known(operation, "\"nosuch\":1"));
      refused(operation, unknown, 400);
      assertThat(unknown.body()).as(operation.name()).contains("nosuch");
      for (String text : List.of("\\u0000", "\\ud800")) {
        Answer nul = http.send(head, operation.contentType(), "{\"name\":\"a" + text + "\"}");
        refused(operation, nul, 400);
        assertThat(nul.body()).contains("\"pointer\":\"/name\"");
      }
    }
  }

  /** As it is to be sent, but for something in the query. */
  private Answer send(WalkedOperation operation, String query) throws IOException {
    String path = operation.path() + (operation.path().indexOf('?') < 0 ? "?" : "&") + query;
    String head = head(operation.method(), path);
    return operation.body() == null
        ? http.send(head)
        : http.send(head, operation.contentType(), operation.body());
  }

  /** A good body with one field more. */
  private static String known(WalkedOperation operation, String more) {
    return String.valueOf(operation.body()).replaceFirst("\\{", "{" + more + ",");
  }

  private static void refused(WalkedOperation operation, Answer answer, Integer... statuses) {
    assertThat(answer.status())
        .as("%s: %s", operation.name(), answer.body())
        .isIn((Object[]) statuses);
    if (!operation.method().equals("HEAD") || !answer.body().isEmpty()) {
      ProblemType problem = answer.problem();
      assertThat(problem.status()).isLessThan(500);
    }
  }

  private String head(String method, String path) {
    return "%s %s HTTP/1.1\nAuthorization: Bearer %s\nTus-Resumable: 1.0.0"
        .formatted(method, path, key);
  }
}
