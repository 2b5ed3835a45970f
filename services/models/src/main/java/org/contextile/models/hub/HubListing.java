// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the Hub's answer about a repository: {@code /api/models/…/revision/…?blobs=true}. */
final class HubListing {

  private HubListing() {}

  /**
   * The repository that the answer describes.
   *
   * @throws IllegalArgumentException if it is no such answer
   */
  static HubSnapshot read(HubName name, JsonNode answer) {
    List<HubFile> files = new ArrayList<>();
    for (JsonNode file : answer.path("siblings")) {
      files.add(file(file));
    }
    return new HubSnapshot(name, answer.path("sha").asString(""), licence(answer), files);
  }

  private static HubFile file(JsonNode file) {
    JsonNode large = file.path("lfs");
    HubDigest digest =
        large.isObject()
            ? new HubDigest(HubDigest.Kind.SHA256, large.path("sha256").asString(""))
            : new HubDigest(HubDigest.Kind.GIT_BLOB, file.path("blobId").asString(""));
    long size = (large.isObject() ? large.path("size") : file.path("size")).asLong(-1);
    return new HubFile(file.path("rfilename").asString(""), size, digest);
  }

  private static @Nullable String licence(JsonNode answer) {
    JsonNode card = answer.path("cardData");
    JsonNode licence = card.path("license");
    String text =
        licence.isArray()
            ? licence.path(0).asString("")
            : licence.isString() ? licence.asString() : "";
    if (text.equals("other")) {
      text = card.path("license_name").asString(text);
    }
    return text.isBlank() ? null : text;
  }
}
