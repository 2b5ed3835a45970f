// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.request;

import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.UnstorableText;
import org.contextile.web.problem.JsonProblems;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** Looks through JSON for what no field may hold, wherever it stands. */
final class JsonText {
  private static final JsonMapper READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .build();

  private JsonText() {}

  /**
   * Refuses text that cannot be stored, and fields that are said twice.
   *
   * @param within a pointer to the text within the request; empty for its whole body
   * @throws ProblemException {@code bad-request} at the offending place
   */
  static void check(byte[] json, String within) {
    try (JsonParser parser = READER.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean text = token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME;
        if (text && !UnstorableText.fits(parser.getString())) {
          String pointer = within + parser.streamReadContext().pathAsPointer();
          throw new ProblemException(
              ProblemType.BAD_REQUEST
                  .with(pointer.replace("\0", "\\u0000") + ": " + UnstorableText.DETAIL)
                  .at(pointer.replace("\0", "\\u0000")));
        }
      }
    } catch (JacksonException e) {
      throw new ProblemException(JsonProblems.of(e, within), e);
    }
  }
}
