// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.download;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.apache.commons.io.input.BoundedInputStream;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.storage.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Answers every controller's {@link Resource}: a range of it where one is asked for, nothing but
 * the head for {@code HEAD}, and a validator that is strong as long as the bytes are the file's
 * own.
 */
@RestControllerAdvice
final class DownloadAdvice implements ResponseBodyAdvice<Object> {
  /** Whatever there is, of which Spring knows nothing. */
  private static final String ANY = "*";

  @Override
  public boolean supports(
      MethodParameter returned, Class<? extends HttpMessageConverter<?>> converterType) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returned,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converterType,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (!(body instanceof Resource file)
        || !(request instanceof ServletServerHttpRequest asked)
        || !(response instanceof ServletServerHttpResponse answer)
        || answer.getServletResponse().getStatus() != HttpStatus.OK.value()) {
      return body;
    }
    try {
      return answer(file, type, asked.getServletRequest(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Resource answer(
      Resource file, MediaType type, HttpServletRequest request, ServletServerHttpResponse response)
      throws IOException {
    HttpServletResponse servlet = response.getServletResponse();
    HttpHeaders headers = response.getHeaders();
    if (ANY.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(HttpStatus.NOT_MODIFIED);
      return nothing();
    }
    String tag = servlet.getHeader(HttpHeaders.ETAG);
    if (tag == null && file instanceof ByteArrayResource made) {
      tag = "\"" + HexFormat.of().formatHex(Sha256.begin().digest(made.getByteArray())) + "\"";
      if (new ServletWebRequest(request, servlet).checkNotModified(tag)) {
        return nothing();
      }
    }
    headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
    long length = file.contentLength();
    return switch (range(request, tag, length)) {
      case ByteRange.Whole _ -> whole(file, length, type, tag, request, response);
      case ByteRange.Part part -> part(file, part, length, response);
      case ByteRange.Unsatisfiable _ -> throw unsatisfiable(length, servlet);
    };
  }

  private static ByteRange range(HttpServletRequest request, @Nullable String tag, long length) {
    String still = RangeFilter.kept(request, HttpHeaders.IF_RANGE);
    // A date would need one of ours, and a weak tag does not say that the bytes are the same.
    boolean holds = still == null || (still.equals(tag) && still.startsWith("\""));
    return HttpMethod.GET.matches(request.getMethod()) && holds
        ? ByteRange.of(RangeFilter.kept(request, HttpHeaders.RANGE), length)
        : new ByteRange.Whole();
  }

  private static Resource whole(
      Resource file,
      long length,
      MediaType type,
      @Nullable String tag,
      HttpServletRequest request,
      ServletServerHttpResponse response) {
    if (tag != null && tag.startsWith("\"") && Compression.applies(request, type)) {
      // The container compresses what it may, and then the bytes are not those of the strong tag.
      response.getServletResponse().setHeader(HttpHeaders.ETAG, "W/" + tag);
    }
    response.getHeaders().setContentLength(length);
    return HttpMethod.HEAD.matches(request.getMethod()) ? nothing() : file;
  }

  private static Resource part(
      Resource file, ByteRange.Part part, long length, ServletServerHttpResponse response) {
    response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
    response
        .getHeaders()
        .set(HttpHeaders.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + length);
    response.getHeaders().setContentLength(part.length());
    return new InputStreamResource(() -> opened(file, part), file.getDescription());
  }

  private static InputStream opened(Resource file, ByteRange.Part part) throws IOException {
    InputStream in = file.getInputStream();
    try {
      in.skipNBytes(part.first());
      return BoundedInputStream.builder().setInputStream(in).setMaxCount(part.length()).get();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static ProblemException unsatisfiable(long length, HttpServletResponse response) {
    response.setHeader(HttpHeaders.ETAG, null);
    response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + length);
    return new ProblemException(
        ProblemType.RANGE_NOT_SATISFIABLE, "The content has " + length + " bytes.");
  }

  /** Its very class tells Spring to serve no range of it, and not to count its bytes. */
  private static Resource nothing() {
    return new InputStreamResource(InputStream.nullInputStream());
  }
}
