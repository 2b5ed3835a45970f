// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.net.URI;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the contract, asked with ids of one workspace's rows.
 *
 * @param path with its query
 * @param contentType of the body, where there is one
 * @param listing whether it lists what the caller has, and so is to be answered to everybody
 */
record WalkedOperation(
    String method, String path, String contentType, @Nullable String body, boolean listing) {

  String name() {
    return method + " " + path + (body == null ? "" : " " + body);
  }

  boolean destructive() {
    return method.equals("DELETE");
  }

  HttpRequest request(String address, String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + key)
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Offset", "4")
            .header("Last-Event-ID", "0")
            .header("Content-Type", contentType);
    return request
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
