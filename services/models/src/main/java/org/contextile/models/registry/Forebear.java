// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.db.model.ModelEntity;
import org.jspecify.annotations.Nullable;

/**
 * What a model's card says of a model that it came of, which may have been deleted since.
 *
 * @param origin what else is known of where it came from
 */
record Forebear(
    UUID id,
    String name,
    String architecture,
    String digest,
    Map<String, Object> origin,
    @Nullable UUID studentId,
    @Nullable UUID teacherId,
    boolean deleted) {

  static Forebear of(ModelEntity model, Map<String, Object> origin) {
    return new Forebear(
        model.id(),
        model.name(),
        model.architecture(),
        model.artifactDigest(),
        origin,
        model.lineage().studentId(),
        model.lineage().teacherId(),
        false);
  }

  /** A deleted one, as the models that came of it keep it. */
  @SuppressWarnings("unchecked") // The record is a tree of maps.
  static Forebear onRecord(Map<String, Object> kept) {
    return new Forebear(
        Objects.requireNonNull(id(kept, "id")),
        String.valueOf(kept.get("name")),
        String.valueOf(kept.get("architecture")),
        String.valueOf(kept.get("digest")),
        (Map<String, Object>) kept.getOrDefault("card", Map.of()),
        id(kept, "studentId"),
        id(kept, "teacherId"),
        true);
  }

  /** The models that it came of itself. */
  Stream<UUID> forebears() {
    Object whole = origin.get("truncatedFrom");
    return Stream.of(studentId, teacherId, whole instanceof String id ? UUID.fromString(id) : null)
        .<UUID>mapMulti(
            (id, some) -> {
              if (id != null) {
                some.accept(id);
              }
            });
  }

  /** As a card shows it. */
  Map<String, Object> shown() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", id);
    shown.put("name", name);
    shown.put("architecture", architecture);
    shown.put("digest", digest);
    if (deleted) {
      shown.put("deleted", true);
    }
    return shown;
  }

  private static @Nullable UUID id(Map<String, Object> kept, String name) {
    return kept.get(name) instanceof String text ? UUID.fromString(text) : null;
  }
}
