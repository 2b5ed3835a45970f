// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A repository at a commit.
 *
 * @param commit 40 hexadecimal digits
 * @param licence as the repository names it, such as {@code apache-2.0}
 */
public record HubSnapshot(
    HubName name, String commit, @Nullable String licence, List<HubFile> files) {

  public HubSnapshot {
    if (!commit.matches("[0-9a-f]{40}")) {
      throw new IllegalArgumentException("no commit: " + commit);
    }
    files = List.copyOf(files);
  }
}
