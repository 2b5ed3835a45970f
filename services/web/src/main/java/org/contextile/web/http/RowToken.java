// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** Where the next page of rows starts that never change, so that their place is enough. */
public final class RowToken {
  private RowToken() {}

  public static String of(int position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Integer.toString(position).getBytes(StandardCharsets.US_ASCII));
  }

  public static int start(@Nullable String token) {
    if (token == null) {
      return 0;
    }
    try {
      String position = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
      return Integer.parseUnsignedInt(position) & Integer.MAX_VALUE;
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          ProblemType.BAD_REQUEST.with("pageToken is not one that a list gave."));
    }
  }
}
