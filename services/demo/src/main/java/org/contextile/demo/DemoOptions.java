// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.contextile.demo.fleet.Store;

/**
 * What to demonstrate on.
 *
 * @param slides a folder of slides, or one slide; synthetic ones are made without it
 * @param labels a CSV with the columns slide, patient, label and, maybe, fold; without it the
 *     user's slides get no classifier
 * @param student file of the model to tune: TorchScript, or weights with a {@code config.json}
 *     beside them; without it the first blocks of {@code pretrained}
 * @param teacher file of the model to learn from, likewise; without it {@code pretrained}
 * @param pretrained a folder with weights trained on ImageNet and their {@code config.json};
 *     without it networks have random weights
 * @param tilePx side of a tile in pixels
 * @param mpp micrometres per pixel of the tiles; without it 0.5, or the slides' own where they are
 *     coarser
 * @param slideMpp micrometres per pixel of slides that do not say theirs, or contradict themselves
 * @param folds how many folds; without it those of the labels, or up to four
 * @param services whether to run five processes rather than one
 * @param store where those five have their artifacts
 * @param keep whether to leave the server up at the end
 */
record DemoOptions(
    Optional<Path> slides,
    Optional<Path> labels,
    Optional<Path> student,
    Optional<Path> teacher,
    Optional<Path> pretrained,
    int tilePx,
    OptionalDouble mpp,
    OptionalDouble slideMpp,
    OptionalInt folds,
    boolean services,
    Store store,
    boolean keep) {

  private static final Set<String> FLAGS = Set.of("--services", "--keep");

  /** Options with a value, and what `make demo` calls them. */
  private static final Map<String, String> VALUES =
      Map.of(
          "--slides", "SLIDES",
          "--labels", "LABELS",
          "--student", "STUDENT",
          "--teacher", "TEACHER",
          "--pretrained", "the folder of weights",
          "--tile", "TILE",
          "--mpp", "MPP",
          "--slide-mpp", "SLIDE_MPP",
          "--folds", "FOLDS",
          "--store", "STORE");

  DemoOptions {
    if (labels.isPresent() && slides.isEmpty()) {
      throw new DemoFailure("LABELS is of slides in a folder: say which, SLIDES=.");
    }
    if (folds.isPresent() && slides.isPresent() && labels.isEmpty()) {
      throw new DemoFailure(
          "FOLDS divides slides by their LABELS: say LABELS=, a CSV with slide, patient and label.");
    }
    if (student.isPresent() != teacher.isPresent()) {
      throw new DemoFailure("STUDENT and TEACHER go together: two files of weights or programs.");
    }
    if (store == Store.S3 && !services) {
      throw new DemoFailure("STORE=s3 is for make demo-services.");
    }
  }

  /**
   * @throws DemoFailure if an option is unknown, out of range, or names what is not there
   */
  static DemoOptions parse(List<String> arguments) {
    Map<String, String> given = given(arguments);
    return new DemoOptions(
        path(given, "--slides"),
        path(given, "--labels"),
        path(given, "--student"),
        path(given, "--teacher"),
        path(given, "--pretrained"),
        whole(given, "--tile", 16, 4096).orElse(112),
        number(given, "--mpp"),
        number(given, "--slide-mpp"),
        whole(given, "--folds", 2, 100),
        given.containsKey("--services"),
        store(given.getOrDefault("--store", "directory")),
        given.containsKey("--keep"));
  }

  private static Map<String, String> given(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    for (Iterator<String> left = arguments.iterator(); left.hasNext(); ) {
      String option = left.next();
      if (FLAGS.contains(option)) {
        given.put(option, "");
      } else if (!VALUES.containsKey(option)) {
        throw new DemoFailure("There is no option " + option + "; the README has them all.");
      } else if (!left.hasNext()) {
        throw new DemoFailure(VALUES.get(option) + " needs a value.");
      } else {
        given.put(option, left.next());
      }
    }
    return given;
  }

  private static Store store(String name) {
    return switch (name) {
      case "directory" -> Store.DIRECTORY;
      case "s3" -> Store.S3;
      default -> throw new DemoFailure("STORE is directory or s3, not " + name + ".");
    };
  }

  private static Optional<Path> path(Map<String, String> given, String option) {
    Optional<Path> path = Optional.ofNullable(given.get(option)).map(Path::of);
    path.filter(it -> !it.toFile().exists())
        .ifPresent(
            it -> {
              throw new DemoFailure(
                  "%s=%s is not there, seen from %s."
                      .formatted(VALUES.get(option), it, Path.of("").toAbsolutePath()));
            });
    return path;
  }

  private static OptionalInt whole(Map<String, String> given, String option, int least, int most) {
    String text = given.get(option);
    if (text == null) {
      return OptionalInt.empty();
    }
    if (text.matches("[0-9]{1,6}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return OptionalInt.of(value);
      }
    }
    throw new DemoFailure(
        "%s is a whole number from %d to %d, not %s."
            .formatted(VALUES.get(option), least, most, text));
  }

  private static OptionalDouble number(Map<String, String> given, String option) {
    String text = given.get(option);
    if (text == null) {
      return OptionalDouble.empty();
    }
    if (text.matches("[0-9]{1,2}(\\.[0-9]{1,9})?")) {
      double value = Double.parseDouble(text);
      if (value >= 0.01 && value <= 64) {
        return OptionalDouble.of(value);
      }
    }
    throw new DemoFailure(
        "%s is micrometres per pixel, such as 0.5, from 0.01 to 64, not %s."
            .formatted(VALUES.get(option), text));
  }
}
