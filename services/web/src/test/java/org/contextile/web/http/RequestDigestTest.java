// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockPart;

class RequestDigestTest {
  @Test
  void theBoundaryOfAMultipartBodyDoesNotCount() throws Exception {
    assertThat(RequestDigest.ofMultipart(upload("one", "a.svs", "pixels")))
        .isEqualTo(RequestDigest.ofMultipart(upload("another", "a.svs", "pixels")));
  }

  @Test
  void theNameAndTheBytesOfAPartCount() throws Exception {
    String digest = RequestDigest.ofMultipart(upload("one", "a.svs", "pixels"));

    assertThat(RequestDigest.ofMultipart(upload("one", "b.svs", "pixels"))).isNotEqualTo(digest);
    assertThat(RequestDigest.ofMultipart(upload("one", "a.svs", "pixelz"))).isNotEqualTo(digest);
  }

  @Test
  void thePathTheQueryAndTheBodyCount() {
    String digest = RequestDigest.of(post("/v1/cohorts", "name=a"), bytes("x"));

    assertThat(RequestDigest.of(post("/v1/cohorts", "name=a"), bytes("x"))).isEqualTo(digest);
    assertThat(RequestDigest.of(post("/v1/cohorts", "name=b"), bytes("x"))).isNotEqualTo(digest);
    assertThat(RequestDigest.of(post("/v1/models", "name=a"), bytes("x"))).isNotEqualTo(digest);
    assertThat(RequestDigest.of(post("/v1/cohorts", "name=a"), bytes("y"))).isNotEqualTo(digest);
  }

  private static MockHttpServletRequest post(String path, String query) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
    request.setQueryString(query);
    request.setContentType("text/csv");
    return request;
  }

  private static MockHttpServletRequest upload(String boundary, String file, String content) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/slides");
    request.setContentType("multipart/form-data; boundary=" + boundary);
    request.addPart(new MockPart("file", file, bytes(content)));
    return request;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
