// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.contextile.library.storage.Sha256;

/** SHA-256 digests of secrets, as hexadecimal text. */
final class Digests {

  private Digests() {}

  static String sha256(String text) {
    return HexFormat.of().formatHex(Sha256.begin().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
