// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.FileNames;
import org.contextile.intake.Uploads;
import org.jspecify.annotations.Nullable;

/**
 * Uploads as files of one slide.
 *
 * @param names where each lies in the slide's folder
 * @param slideName what the slide is called unless somebody says so
 */
record UploadedFiles(Map<Uploads.Finished, String> names, @Nullable String slideName) {
  private static final String NAMELESS = "slide";
  private static final String ZIP = ".zip";
  private static final String MRXS = ".mrxs";
  private static final List<String> TEXTS = List.of(MRXS, ".vms", ".vmu");

  /** One upload: a file or a zip. */
  static UploadedFiles one(Uploads uploads, UUID id, String workspace) {
    Uploads.Finished upload = uploads.find(id, workspace, "/upload");
    String name = upload.fileName();
    return new UploadedFiles(
        Map.of(upload, plainName(name)), name == null ? null : withoutZip(name));
  }

  /**
   * Several uploads, each of a file.
   *
   * @throws ProblemException if one of them has no name, or {@code unsafe-name} if they cannot lie
   *     in one folder
   */
  static UploadedFiles several(Uploads uploads, List<UUID> ids, String workspace) {
    Map<Uploads.Finished, String> names = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      Uploads.Finished upload = uploads.find(ids.get(i), workspace, "/uploads/" + i);
      names.put(upload, pathOf(upload));
    }
    Optional<String> text =
        names.values().stream().filter(it -> hasExtension(it, TEXTS)).findFirst();
    moveIntoFolder(names);
    FileNames together = new FileNames();
    names.forEach((upload, name) -> together.add(name, upload.pointer()));
    return new UploadedFiles(
        names, plainName(text.orElseGet(() -> names.values().iterator().next())));
  }

  /** The name of a file alone, or one for a file without. */
  static String plainName(@Nullable String name) {
    String last = name == null ? "" : name.strip().substring(name.strip().lastIndexOf('/') + 1);
    return FileNames.isSafe(last) ? last : NAMELESS;
  }

  static String withoutZip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(ZIP) && name.length() > ZIP.length()
        ? name.substring(0, name.length() - ZIP.length())
        : name;
  }

  private static String pathOf(Uploads.Finished upload) {
    String path = Objects.requireNonNullElse(upload.relativePath(), "").strip();
    String name = path.isEmpty() ? Objects.requireNonNullElse(upload.fileName(), "") : path;
    if (name.isBlank()) {
      throw new ProblemException(
          ProblemType.INVALID_REQUEST
              .with(
                  "The upload "
                      + upload.id()
                      + " has no name: of several files, give each its filename in Upload-Metadata.")
              .at(upload.pointer()));
    }
    return name.startsWith("/") ? name.substring(1) : name;
  }

  /** Clients that say nothing of folders send an MRXS and the files of its folder side by side. */
  private static void moveIntoFolder(Map<Uploads.Finished, String> names) {
    List<String> mains =
        names.values().stream().filter(it -> hasExtension(it, List.of(MRXS))).toList();
    if (mains.size() == 1 && names.values().stream().noneMatch(it -> it.contains("/"))) {
      String main = mains.getFirst();
      String folder = main.substring(0, main.length() - MRXS.length()) + "/";
      names.replaceAll((_, name) -> name.equals(main) ? name : folder + name);
    }
  }

  private static boolean hasExtension(String name, List<String> extensions) {
    String lower = name.toLowerCase(Locale.ROOT);
    return extensions.stream().anyMatch(lower::endsWith);
  }
}
