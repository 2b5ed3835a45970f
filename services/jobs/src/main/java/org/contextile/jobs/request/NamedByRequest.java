// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a job's request names.
 *
 * @param digests artifacts of what is there
 * @param makers jobs that are to make the rest
 */
record NamedByRequest(List<String> digests, Set<UUID> makers) {
  NamedByRequest {
    digests = List.copyOf(digests);
    makers = Set.copyOf(makers);
  }
}
