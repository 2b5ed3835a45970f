// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.springframework.web.util.UriUtils;

/**
 * The name under which a client saves a download: that of the slide or the model that it is of. In
 * plain letters for every client, and as it is (RFC 8187) for those that read that.
 */
public final class FileName {
  private static final int LONGEST = 180;

  private FileName() {}

  /** Of a file to keep: the value of {@code Content-Disposition}. */
  public static String attachment(String name) {
    return "attachment; " + parameters(name);
  }

  /** Of something to show, which may be saved. */
  public static String inline(String name) {
    return "inline; " + parameters(name);
  }

  private static String parameters(String name) {
    String safe = safe(name);
    String plain =
        Normalizer.normalize(safe, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^\\x20-\\x7e]|[\"%]", "_");
    String parameters = "filename=\"" + plain + "\"";
    return plain.equals(safe)
        ? parameters
        : parameters + "; filename*=UTF-8''" + UriUtils.encode(safe, StandardCharsets.UTF_8);
  }

  /** A single step of a path, on every system, that is not hidden; its ending stays. */
  private static String safe(String name) {
    String step =
        Normalizer.normalize(name, Normalizer.Form.NFC)
            .replaceAll("[/\\\\:*?<>|]|\\p{Cntrl}", "-")
            .replaceFirst("^[. ]+", "")
            .replaceFirst("[. ]+$", "");
    if (step.length() <= LONGEST) {
      return step.isEmpty() ? "download" : step;
    }
    int dot = Math.max(step.lastIndexOf('.'), step.length() - 20);
    String ending = step.substring(dot);
    int end = LONGEST - ending.length();
    return step.substring(0, Character.isHighSurrogate(step.charAt(end - 1)) ? end - 1 : end)
        + ending;
  }
}
