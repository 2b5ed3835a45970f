// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uploads where callers need a key. */
final class ClosedUploadsIT {
  private static final String KEY = "a key for uploads only";
  private static final String UPLOADS = "/v1/uploads";

  private static final IngestService CLOSED =
      IngestService.of(
          Map.of(
              "contextile.security.open",
              "false",
              "contextile.security.keys",
              RunningService.WORKSPACE + ":" + KEY));

  @RegisterExtension static final RunningService running = CLOSED.running();

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void tellsAnybodyWhatIsSpoken() throws Exception {
    var answer = send(request(UPLOADS).method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Tus-Resumable")).contains("1.0.0");
    assertThat(answer.headers().firstValue("Tus-Version")).contains("1.0.0");
    assertThat(answer.headers().firstValue("Tus-Max-Size")).contains(Long.toString(64L << 30));
    assertThat(answer.headers().firstValue("Tus-Extension").orElseThrow().split(","))
        .containsExactlyInAnyOrder(
            "creation",
            "creation-defer-length",
            "checksum",
            "checksum-trailer",
            "termination",
            "expiration",
            "concatenation");
    assertThat(answer.headers().firstValue("Tus-Checksum-Algorithm"))
        .contains("md5,sha1,sha256,sha384,sha512");
  }

  @Test
  void letsNobodyWithoutAKeyUploadUnderAnotherMethodsName() throws Exception {
    assertThat(send(request(UPLOADS).POST(BodyPublishers.noBody())).statusCode()).isEqualTo(401);
    long before = uploads();

    var answer =
        send(
            request(UPLOADS)
                .header("X-HTTP-Method-Override", "POST")
                .header("Upload-Length", "10")
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(uploads()).isEqualTo(before);
  }

  @Test
  void asksForTheRoleOfTheMethodThatAHeaderNames() throws Exception {
    String upload = create();

    var without =
        send(
            request(upload)
                .header("X-HTTP-Method-Override", "DELETE")
                .POST(BodyPublishers.noBody()));
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("Tus-Resumable")).contains("1.0.0");
    assertThat(send(withKey(upload).method("HEAD", BodyPublishers.noBody())).statusCode())
        .isEqualTo(204);
  }

  @Test
  void appendsNothingForCallersWithoutAKey() throws Exception {
    String upload = create();

    var answer =
        send(
            request(upload)
                .header("X-HTTP-Method-Override", "PATCH")
                .header("Upload-Offset", "0")
                .header("Content-Type", "application/offset+octet-stream")
                .method("OPTIONS", BodyPublishers.ofByteArray(new byte[10])));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Upload-Offset")).isEmpty();
    var offset = send(withKey(upload).method("HEAD", BodyPublishers.noBody()));
    assertThat(offset.headers().firstValue("Upload-Offset")).contains("0");
  }

  @Test
  void doesWhatTheMethodSaysAlsoForCallersWithAKey() throws Exception {
    String upload = create();

    var answer =
        send(
            withKey(upload)
                .header("X-HTTP-Method-Override", "DELETE")
                .method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(send(withKey(upload).method("HEAD", BodyPublishers.noBody())).statusCode())
        .isEqualTo(204);
  }

  private static long uploads() {
    return running.jdbc().sql("select count(*) from upload").query(Long.class).single();
  }

  private String create() throws IOException, InterruptedException {
    var created =
        send(withKey(UPLOADS).header("Upload-Length", "10").POST(BodyPublishers.noBody()));
    assertThat(created.statusCode()).isEqualTo(201);
    return created.headers().firstValue("Location").orElseThrow();
  }

  private HttpRequest.Builder withKey(String path) {
    return request(path).header("Authorization", "Bearer " + KEY);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(running.address()).resolve(path))
        .header("Tus-Resumable", "1.0.0");
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
