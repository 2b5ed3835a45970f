// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

/**
 * A file of a repository.
 *
 * @param path within the repository
 */
public record HubFile(String path, long sizeBytes, HubDigest digest) {

  public HubFile {
    if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw new IllegalArgumentException("no path of a file: " + path);
    }
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("no size: " + sizeBytes);
    }
  }
}
