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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client of the upload protocol that does as it is told. */
record Tus(String server) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  UUID upload(Path file) throws IOException, InterruptedException {
    return upload(file.getFileName().toString(), Files.readAllBytes(file));
  }

  UUID upload(@Nullable String name, byte[] bytes) throws IOException, InterruptedException {
    String upload = create(headers(name, bytes.length));
    assertThat(append(upload, 0, bytes).statusCode()).isEqualTo(204);
    return id(upload);
  }

  static Map<String, String> headers(@Nullable String name, long length) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Upload-Length", Long.toString(length));
    if (name != null) {
      headers.put("Upload-Metadata", "filename " + base64(name));
    }
    return headers;
  }

  String create(Map<String, String> headers) throws IOException, InterruptedException {
    HttpResponse<String> created = send("POST", "/v1/uploads", headers, BodyPublishers.noBody());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return created.headers().firstValue("Location").orElseThrow();
  }

  HttpResponse<String> append(String upload, long offset, byte[] bytes)
      throws IOException, InterruptedException {
    return send(
        "PATCH",
        upload,
        Map.of(
            "Upload-Offset",
            Long.toString(offset),
            "Content-Type",
            "application/offset+octet-stream"),
        BodyPublishers.ofByteArray(bytes));
  }

  int head(UUID upload) throws IOException, InterruptedException {
    return send("HEAD", "/v1/uploads/" + upload, Map.of(), BodyPublishers.noBody()).statusCode();
  }

  HttpResponse<String> send(
      String method, String path, Map<String, String> headers, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server).resolve(path)).method(method, body);
    if (!headers.containsKey("Tus-Resumable")) {
      request.header("Tus-Resumable", "1.0.0");
    }
    headers.forEach(request::header);
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  static UUID id(String upload) {
    return UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
