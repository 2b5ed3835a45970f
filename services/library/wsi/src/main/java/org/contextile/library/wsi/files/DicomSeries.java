// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a folder that are instances of one DICOM series. */
final class DicomSeries {

  /**
   * Scanners' pixels times their objectives' power are about 10 µm: 0.25 at 40x. A file whose
   * pixels are half as large again was made of a finer one.
   */
  private static final double COARSEST_MPP_BY_POWER = 15;

  /** Coarser than what a 10x objective sees, where the file names none. */
  private static final double COARSEST_MPP = 1.5;

  private final Map<Path, DicomHeader> instances;

  private DicomSeries(Map<Path, DicomHeader> instances) {
    this.instances = instances;
  }

  /** The series of files in one folder, by the first of their files. */
  static List<DicomSeries> among(List<Path> files) throws IOException {
    Map<String, Map<Path, DicomHeader>> series = new TreeMap<>();
    for (Path file : files) {
      Optional<DicomHeader> header = DicomHeader.of(file);
      if (header.isPresent()) {
        header
            .get()
            .series()
            .ifPresent(
                uid ->
                    series
                        .computeIfAbsent(uid, _ -> new LinkedHashMap<>())
                        .put(file, header.get()));
      }
    }
    return series.values().stream()
        .map(DicomSeries::new)
        .sorted(Comparator.comparing(it -> it.instances.keySet().iterator().next()))
        .toList();
  }

  boolean has(Path file) {
    return instances.containsKey(file);
  }

  /** The series, whether or not it is whole. */
  SlideFileSet any() {
    return new SlideFileSet(
        instances.keySet().iterator().next(), List.copyOf(instances.keySet()), List.of());
  }

  /**
   * The whole series, opened from its finest level.
   *
   * @throws IncompleteSlideException if all there is of it is a picture that is no level, or one
   *     level that was evidently made of a finer one
   */
  SlideFileSet whole() throws IncompleteSlideException {
    Path first = instances.keySet().iterator().next();
    Map.Entry<Path, DicomHeader> finest =
        instances.entrySet().stream()
            .filter(it -> it.getValue().isLevel())
            .max(Comparator.comparingLong(it -> it.getValue().columns() * it.getValue().rows()))
            .orElse(null);
    if (finest == null) {
      if (instances.values().stream().allMatch(it -> it.imageType(2).isEmpty())) {
        // OpenSlide says what it lacks.
        return any();
      }
      throw new IncompleteSlideException(
          "%s is %s of a DICOM series whose levels are not beside it"
              .formatted(first.getFileName(), whatIs(instances.values().iterator().next())));
    }
    DicomHeader header = finest.getValue();
    String level =
        "%s is one level of a DICOM series, %d × %d px%s"
            .formatted(
                finest.getKey().getFileName(), header.columns(), header.rows(), size(header));
    long levels = instances.values().stream().filter(DicomHeader::isLevel).count();
    if (isCoarse(header) && levels == 1) {
      throw new IncompleteSlideException(level + ": the finer levels are not beside it");
    }
    return new SlideFileSet(
        finest.getKey(), List.copyOf(instances.keySet()), notes(level, levels, header));
  }

  private List<String> notes(String level, long levels, DicomHeader header) {
    if (isCoarse(header)) {
      return List.of(
          level
              + ", the finest of %d that came, and made of a finer one: bring all in together."
                  .formatted(levels));
    }
    return instances.size() > 1
        ? List.of()
        : List.of(
            level
                + ", and came without any other file of the series: if there are more, such as"
                + " finer levels, bring all in together.");
  }

  private static boolean isCoarse(DicomHeader header) {
    double power = header.lensPower();
    return header.isResampled()
        || header.mpp() > (power > 0 ? COARSEST_MPP_BY_POWER / power : COARSEST_MPP);
  }

  private static String size(DicomHeader header) {
    return header.mpp() > 0 ? String.format(Locale.ROOT, " of %.3f µm", header.mpp()) : "";
  }

  private static String whatIs(DicomHeader header) {
    return "the " + header.imageType(2).orElse("picture").toLowerCase(Locale.ROOT);
  }
}
