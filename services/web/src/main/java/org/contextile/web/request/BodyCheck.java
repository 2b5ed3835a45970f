// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.request;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** Bounds every body that is held in memory, and looks through those of JSON. */
@RestControllerAdvice
final class BodyCheck extends RequestBodyAdviceAdapter {
  /** A cohort of 100,000 slides fits. */
  static final int LONGEST_BYTES = 32 << 20;

  private record Read(HttpHeaders getHeaders, InputStream getBody) implements HttpInputMessage {}

  @Override
  public boolean supports(
      MethodParameter parameter,
      Type type,
      Class<? extends HttpMessageConverter<?>> converterType) {
    return true;
  }

  @Override
  public HttpInputMessage beforeBodyRead(
      HttpInputMessage message,
      MethodParameter parameter,
      Type type,
      Class<? extends HttpMessageConverter<?>> converterType)
      throws IOException {
    byte[] body = message.getBody().readNBytes(LONGEST_BYTES + 1);
    if (body.length > LONGEST_BYTES) {
      throw new ProblemException(
          ProblemType.CONTENT_TOO_LARGE,
          "A body that is not a file has at most " + LONGEST_BYTES + " bytes.");
    }
    MediaType contentType = message.getHeaders().getContentType();
    if (contentType != null && contentType.getSubtype().endsWith("json")) {
      JsonText.check(body, "");
    }
    return new Read(message.getHeaders(), new ByteArrayInputStream(body));
  }
}
