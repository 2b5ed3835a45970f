// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A slide's bytes in the artifact store.
 *
 * @param digest of its file, or of the list of its files
 * @param mainFile of several files the one that is opened; null where there is one alone
 * @param notes what of it may be missing, or was made anew, as sentences
 * @param properties of the slide beside those of its file
 */
record StoredSlide(
    String digest, @Nullable String mainFile, List<String> notes, Map<String, String> properties) {
  StoredSlide(String digest, @Nullable String mainFile, List<String> notes) {
    this(digest, mainFile, notes, Map.of());
  }

  /** The same with another note, if there is one. */
  StoredSlide noting(Optional<String> note) {
    return note.isEmpty()
        ? this
        : new StoredSlide(
            digest, mainFile, Stream.concat(notes.stream(), note.stream()).toList(), properties);
  }
}
