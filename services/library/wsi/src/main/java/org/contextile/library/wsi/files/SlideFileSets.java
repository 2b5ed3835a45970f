// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.fields.FlatPictures;
import org.contextile.library.wsi.slide.UnreadableSlideException;

/** Finds which files belong to a slide, beside any of them or in a folder. */
public final class SlideFileSets {
  private static final int MOST_FILES = 20_000;
  private static final int MOST_NAMED = 5;

  private SlideFileSets() {}

  /**
   * The slide that a file is, or is a part of.
   *
   * @throws IncompleteSlideException if other parts of it are missing
   * @throws UnreadableSlideException if a part names files elsewhere
   */
  public static SlideFileSet of(Path file) throws IOException, IncompleteSlideException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.resolveSibling("");
    if (KeyFile.hasExtension(file, ".mrxs")) {
      return mrxs(absolute);
    }
    Optional<List<String>> named = KeyFile.hamamatsu(absolute);
    if (named.isPresent()) {
      return hamamatsu(absolute, named.get());
    }
    if (DicomHeader.of(absolute).isPresent()) {
      return dicom(absolute, folder);
    }
    Optional<Path> owner = owner(absolute, folder);
    if (owner.isPresent()) {
      return of(owner.get());
    }
    if (KeyFile.hasExtension(file, ".dat") || isSlidedat(file)) {
      throw new IncompleteSlideException(
          file.getFileName()
              + " is one part of an MRXS slide, whose .mrxs is not beside its folder");
    }
    return isFlat(absolute)
        ? SlideFileSet.ofPictures(List.of(absolute))
        : SlideFileSet.single(absolute);
  }

  /**
   * The one slide in a folder, or its flat pictures as tiles of one; a folder that holds nothing
   * but another is passed through.
   *
   * @throws IncompleteSlideException if parts of it are missing
   * @throws SeveralSlidesException if there is more than one
   * @throws UnreadableSlideException if there is none
   */
  public static SlideFileSet ofFolder(Path folder)
      throws IOException, IncompleteSlideException, SeveralSlidesException {
    List<Path> files = files(folder);
    List<Path> folders = folders(folder);
    if (files.isEmpty() && folders.size() == 1) {
      return ofFolder(folders.getFirst());
    }
    List<SlideFileSet> slides = new ArrayList<>();
    Set<Path> taken = new HashSet<>();
    for (Path file : files) {
      Optional<SlideFileSet> set = withText(file);
      set.ifPresent(
          it -> {
            slides.add(it);
            taken.addAll(it.files());
          });
    }
    List<Path> rest = files.stream().filter(it -> !taken.contains(it)).toList();
    List<DicomSeries> series = DicomSeries.among(rest);
    for (DicomSeries one : series) {
      // With several slides in a folder, which of them is incomplete does not matter yet.
      slides.add(series.size() == 1 ? one.whole() : one.any());
    }
    rest.stream()
        .filter(it -> series.stream().noneMatch(one -> one.has(it)))
        .filter(SlideFormats::recognises)
        .forEach(it -> slides.add(SlideFileSet.single(it)));
    return only(files, slides);
  }

  /** The folder beside a file that its slide consists of, by its name: that of an MRXS. */
  public static Optional<String> folderOf(Path file) {
    return KeyFile.hasExtension(file, ".mrxs") ? Optional.of(stem(file)) : Optional.empty();
  }

  /**
   * The files beside a VMS or VMU that it names; none of any other file.
   *
   * @throws UnreadableSlideException if it names a file elsewhere
   */
  public static List<String> namedIn(Path file) throws IOException {
    return KeyFile.hamamatsu(file).orElse(List.of()).stream().distinct().toList();
  }

  /** Whether a file is one of a DICOM series. */
  public static boolean isOfSeries(Path file) throws IOException {
    return DicomHeader.of(file).flatMap(DicomHeader::series).isPresent();
  }

  /**
   * Those of other files that are of a file's series.
   *
   * @param others of which the first 256 KiB are enough
   */
  public static List<Path> ofSeries(Path file, Collection<Path> others) throws IOException {
    Optional<String> series = DicomHeader.of(file).flatMap(DicomHeader::series);
    List<Path> found = new ArrayList<>();
    for (Path other : others) {
      Optional<String> its = DicomHeader.of(other).flatMap(DicomHeader::series);
      if (series.isPresent() && series.equals(its)) {
        found.add(other);
      }
    }
    return found;
  }

  /** Whether a file's reader looks for others in its folder, or goes by its name. */
  static boolean looksBesideItself(Path file) {
    try {
      return KeyFile.hasExtension(file, ".mrxs")
          || KeyFile.hamamatsu(file).isPresent()
          || DicomHeader.of(file).isPresent();
    } catch (IOException e) {
      return true;
    }
  }

  private static SlideFileSet only(List<Path> files, List<SlideFileSet> slides)
      throws IOException, IncompleteSlideException, SeveralSlidesException {
    if (slides.isEmpty()) {
      for (Path file : files) {
        if (isSlidedat(file)) {
          return of(file);
        }
      }
      List<Path> pictures = pictures(files);
      if (!pictures.isEmpty()) {
        return SlideFileSet.ofPictures(pictures);
      }
      throw new UnreadableSlideException(
          "None of %d files is a slide%s".formatted(files.size(), examples(files)));
    }
    if (slides.size() > 1) {
      List<Path> mains = slides.stream().map(SlideFileSet::main).toList();
      throw new SeveralSlidesException(
          "There are %d slides%s".formatted(slides.size(), examples(mains)));
    }
    return slides.getFirst();
  }

  /** A reader of slides goes first: it knows tiled TIFFs, and TIFFs of vendors. */
  private static boolean isFlat(Path file) throws IOException {
    return !SlideFormats.recognises(file) && FlatPictures.is(file);
  }

  private static List<Path> pictures(List<Path> files) throws IOException {
    List<Path> pictures = new ArrayList<>();
    for (Path file : files) {
      if (isFlat(file)) {
        pictures.add(file);
      }
    }
    return pictures;
  }

  private static String examples(List<Path> files) {
    return files.isEmpty()
        ? ""
        : files.stream()
            .map(it -> it.getFileName().toString())
            .limit(MOST_NAMED)
            .collect(Collectors.joining(", ", ", such as ", ""));
  }

  private static Optional<SlideFileSet> withText(Path file)
      throws IOException, IncompleteSlideException {
    if (KeyFile.hasExtension(file, ".mrxs")) {
      return Optional.of(mrxs(file));
    }
    Optional<List<String>> named = KeyFile.hamamatsu(file);
    return named.isPresent() ? Optional.of(hamamatsu(file, named.get())) : Optional.empty();
  }

  private static SlideFileSet mrxs(Path main) throws IOException, IncompleteSlideException {
    Path data = main.resolveSibling(stem(main));
    if (!Files.isDirectory(data)) {
      throw new IncompleteSlideException(
          "%s is one part of a slide, whose folder %s is not beside it"
              .formatted(main.getFileName(), data.getFileName()));
    }
    List<Path> parts = files(data);
    Path text =
        parts.stream()
            .filter(SlideFileSets::isSlidedat)
            .findFirst()
            .orElseThrow(
                () ->
                    new IncompleteSlideException(
                        "The folder %s of %s has no %s"
                            .formatted(data.getFileName(), main.getFileName(), KeyFile.SLIDEDAT)));
    require(main, data, KeyFile.slidedat(text));
    List<Path> files = new ArrayList<>(parts);
    files.add(main);
    return new SlideFileSet(main, files, List.of());
  }

  private static SlideFileSet hamamatsu(Path main, List<String> named)
      throws IOException, IncompleteSlideException {
    Path folder = main.resolveSibling("");
    require(main, folder, named);
    List<Path> files = new ArrayList<>();
    files.add(main);
    named.stream().distinct().map(main::resolveSibling).forEach(files::add);
    return new SlideFileSet(main, files, List.of());
  }

  private static void require(Path main, Path folder, List<String> named)
      throws IOException, IncompleteSlideException {
    List<String> missing = new ArrayList<>();
    for (String name : named) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new IncompleteSlideException(
          "%s is one part of a slide; %d of its files are not beside it, such as %s"
              .formatted(main.getFileName(), missing.size(), missing.getFirst()));
    }
  }

  private static SlideFileSet dicom(Path file, Path folder)
      throws IOException, IncompleteSlideException {
    for (DicomSeries series : DicomSeries.among(files(folder))) {
      if (series.has(file)) {
        return series.whole();
      }
    }
    // It names no series: OpenSlide says what it lacks.
    return SlideFileSet.single(file);
  }

  /** The text that names a file. */
  private static Optional<Path> owner(Path file, Path folder) throws IOException {
    if (KeyFile.hasExtension(file, ".dat", ".ini")) {
      Path owner = folder.resolveSibling(folder.getFileName() + ".mrxs");
      return Files.isRegularFile(owner) ? Optional.of(owner) : Optional.empty();
    }
    if (KeyFile.hasExtension(file, ".jpg", ".jpeg", ".opt", ".ngr")) {
      String name = file.getFileName().toString();
      for (Path candidate : files(folder)) {
        if (KeyFile.hasExtension(candidate, ".vms", ".vmu")
            && KeyFile.hamamatsu(candidate).filter(it -> it.contains(name)).isPresent()) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isSlidedat(Path file) {
    // Spelt as OpenSlide opens it: another spelling is another file.
    return file.getFileName().toString().equals(KeyFile.SLIDEDAT);
  }

  private static String stem(Path main) {
    String name = main.getFileName().toString();
    return name.substring(0, name.length() - ".mrxs".length());
  }

  private static List<Path> files(Path folder) throws IOException {
    return children(folder).stream()
        .filter(Files::isRegularFile)
        .filter(it -> !it.getFileName().toString().toUpperCase(Locale.ROOT).equals("DICOMDIR"))
        .toList();
  }

  private static List<Path> folders(Path folder) throws IOException {
    return children(folder).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> visible =
          children
              .filter(it -> !isOfTheSystem(it.getFileName().toString()))
              .limit(MOST_FILES + 1L)
              .sorted()
              .toList();
      if (visible.size() > MOST_FILES) {
        throw new UnreadableSlideException(
            "There are more than %,d files beside each other".formatted(MOST_FILES));
      }
      return visible;
    }
  }

  private static boolean isOfTheSystem(String name) {
    return name.startsWith(".")
        || name.equals("__MACOSX")
        || name.equalsIgnoreCase("Thumbs.db")
        || name.equalsIgnoreCase("desktop.ini");
  }
}
