// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.storage.UnreachableStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
final class ProblemAdviceTest {
  private static final String INNER = "the inner text of our own mistake";
  private static final JsonMapper JSON = new JsonMapper();

  @RestController
  static final class Endpoint {
    private final Supplier<RuntimeException> failure;

    Endpoint(Supplier<RuntimeException> failure) {
      this.failure = failure;
    }

    @GetMapping("/fail")
    String fail() {
      throw failure.get();
    }

    @GetMapping("/count")
    String count(@RequestParam int upTo) {
      return "to " + upTo;
    }

    @PostMapping(path = "/sum", consumes = MediaType.APPLICATION_JSON_VALUE)
    String sum(@RequestBody Map<String, Integer> terms) {
      return "of " + terms.size();
    }
  }

  @Test
  void anIllegalArgumentInsideIsOurMistakeAndNotTheClients(CapturedOutput log) throws Exception {
    var answer = failing(new IllegalArgumentException(INNER));

    assertThat(problem(answer)).isEqualTo(ProblemType.INTERNAL_ERROR);
    assertThat(answer.getContentAsString()).doesNotContain(INNER);
    assertThat(log.getAll()).contains(INNER, "at " + ProblemAdviceTest.class.getName());
  }

  @Test
  void aFullDiskAndTextThatCannotBeStoredAreSaidSo(CapturedOutput log) throws Exception {
    IOException full =
        assertThrows(IOException.class, () -> Files.writeString(Path.of("/dev/full"), "a slide"));
    assertThat(problem(failing(new UncheckedIOException(full))))
        .isEqualTo(ProblemType.INSUFFICIENT_STORAGE);
    SQLException database = new SQLException("could not extend file", "53100");
    assertThat(problem(failing(new IllegalStateException(database))))
        .isEqualTo(ProblemType.INSUFFICIENT_STORAGE);
    assertThat(log.getAll())
        .contains("The disk is full", "at " + ProblemAdviceTest.class.getName());

    IOException away = new UnreachableStoreException(INNER, new IOException("refused"));
    var store = failing(new UncheckedIOException(away));
    assertThat(problem(store)).isEqualTo(ProblemType.UNAVAILABLE);
    assertThat(store.getContentAsString()).contains("store of files").doesNotContain(INNER);

    SQLException nul = new SQLException("invalid byte sequence for encoding: 0x00", "22021");
    var answer = failing(new DataIntegrityViolationException(INNER, nul));
    assertThat(problem(answer)).isEqualTo(ProblemType.INVALID_REQUEST);
    assertThat(answer.getContentAsString()).contains("NUL").doesNotContain(INNER);
    assertThat(problem(failing(new UncheckedIOException(new IOException("Connection reset")))))
        .isEqualTo(ProblemType.INTERNAL_ERROR);
  }

  @Test
  void anAnswerThatCannotBeWrittenIsOurMistake(CapturedOutput log) throws Exception {
    var answer = failing(new HttpMessageNotWritableException(INNER));

    assertThat(problem(answer)).isEqualTo(ProblemType.INTERNAL_ERROR);
    assertThat(answer.getContentAsString()).doesNotContain(INNER);
    assertThat(log.getAll()).contains(INNER);
  }

  @Test
  void whatTheClientSentWrongIsToldAsItsMistake() throws Exception {
    for (RequestBuilder wrong :
        List.of(
            get("/count"),
            get("/count?upTo=many"),
            post("/sum").contentType(MediaType.APPLICATION_JSON).content("{"),
            post("/sum").contentType(MediaType.APPLICATION_JSON).content("{\"a\": \"b\"}"),
            post("/sum").contentType(MediaType.APPLICATION_JSON))) {
      assertThat(problem(send(wrong))).isEqualTo(ProblemType.BAD_REQUEST);
    }
    assertThat(problem(send(post("/count")))).isEqualTo(ProblemType.METHOD_NOT_ALLOWED);
    assertThat(problem(send(post("/sum").contentType("text/plain").content("1"))))
        .isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    assertThat(problem(send(get("/nothing")))).isEqualTo(ProblemType.NOT_FOUND);
  }

  @Test
  void saysWhenToComeBackToWhatIsBusyAndOfNothingElse() throws Exception {
    var busy = failing(new ProblemException(ProblemType.BUSY, "Later."));
    var missing = failing(ProblemException.notFound("slide", 1));

    assertThat(problem(busy)).isEqualTo(ProblemType.BUSY);
    assertThat(busy.getHeader("Retry-After")).isEqualTo("5");
    assertThat(problem(missing)).isEqualTo(ProblemType.NOT_FOUND);
    assertThat(missing.getHeader("Retry-After")).isNull();
  }

  private static MockHttpServletResponse failing(RuntimeException failure) throws Exception {
    return send(get("/fail"), failure);
  }

  private static MockHttpServletResponse send(RequestBuilder request) throws Exception {
    return send(request, new IllegalStateException("not asked for"));
  }

  private static MockHttpServletResponse send(RequestBuilder request, RuntimeException failure)
      throws Exception {
    MockMvc server =
        MockMvcBuilders.standaloneSetup(new Endpoint(() -> failure))
            .setControllerAdvice(new ProblemAdvice())
            .build();
    return server.perform(request).andReturn().getResponse();
  }

  /** The catalogue's entry that an answer is, in all of its fields. */
  private static ProblemType problem(MockHttpServletResponse answer) throws Exception {
    assertThat(answer.getContentType()).isEqualTo("application/problem+json");
    JsonNode body = JSON.readTree(answer.getContentAsString());
    ProblemType type = ProblemType.of(body.path("type").stringValue()).orElseThrow();
    assertThat(answer.getStatus()).isEqualTo(type.status());
    assertThat(body.path("status").intValue()).isEqualTo(type.status());
    assertThat(body.path("title").stringValue()).isEqualTo(type.title());
    assertThat(body.path("detail").stringValue()).isNotBlank();
    return type;
  }
}
