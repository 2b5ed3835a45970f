// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.contextile.library.storage.Sha256;

/**
 * What makes two requests the same: method, path, query, media type and body. Of a multipart body
 * the parts count, not the boundary between them, which differs from one request to the next.
 */
final class RequestDigest {
  private final MessageDigest digest = Sha256.begin();

  private RequestDigest() {}

  /** Of a request whose parts the container has put on disk. */
  static String ofMultipart(HttpServletRequest request) throws IOException, ServletException {
    RequestDigest digest = start(request);
    for (Part part : request.getParts()) {
      digest.add(part.getName());
      digest.add(part.getSubmittedFileName());
      digest.add(Long.toString(part.getSize()));
      try (InputStream in = part.getInputStream();
          OutputStream out =
              new DigestOutputStream(OutputStream.nullOutputStream(), digest.digest)) {
        in.transferTo(out);
      }
    }
    return digest.hex();
  }

  static String of(HttpServletRequest request, byte[] body) {
    RequestDigest digest = start(request);
    digest.add(request.getHeader("Upload-Length"));
    digest.add(request.getHeader("Upload-Metadata"));
    digest.add(request.getHeader("Upload-Concat"));
    digest.digest.update(body);
    return digest.hex();
  }

  private static RequestDigest start(HttpServletRequest request) {
    RequestDigest digest = new RequestDigest();
    digest.add(request.getMethod());
    digest.add(request.getRequestURI());
    digest.add(request.getQueryString());
    String type = Objects.requireNonNullElse(request.getContentType(), "");
    digest.add(type.split(";", 2)[0]);
    return digest;
  }

  private void add(String text) {
    digest.update(Objects.requireNonNullElse(text, "").getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
