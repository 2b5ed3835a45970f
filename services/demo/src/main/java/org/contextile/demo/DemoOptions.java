// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.contextile.demo.fleet.Store;

/**
 * What to demonstrate on.
 *
 * @param slides a folder of slides; synthetic ones are made without it
 * @param labels a CSV with the columns slide, patient and label; needed with {@code slides}
 * @param student file of the model to tune: TorchScript, or weights with a {@code config.json}
 *     beside them; without it the first blocks of {@code pretrained}
 * @param teacher file of the model to learn from, likewise; without it {@code pretrained}
 * @param pretrained a folder with weights trained on ImageNet and their {@code config.json};
 *     without it networks have random weights
 * @param tilePx side of a tile in pixels
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
    boolean services,
    Store store,
    boolean keep) {

  static final String USAGE =
      """
      usage: Demo [--slides DIR --labels CSV] [--student FILE --teacher FILE] [--pretrained DIR]
                  [--tile PX] [--services [--store directory|s3]] [--keep]
      The CSV has the columns slide, patient and label. The files are weights (safetensors, .pth) with
      timm's config.json beside them, or TorchScript programs from N x 3 x H x W floats, normalised as
      for ImageNet, to N x D features.""";

  DemoOptions {
    if (slides.isPresent() != labels.isPresent()) {
      throw new IllegalArgumentException("SLIDES and LABELS go together.");
    }
    if (student.isPresent() != teacher.isPresent()) {
      throw new IllegalArgumentException("STUDENT and TEACHER go together.");
    }
    if (store == Store.S3 && !services) {
      throw new IllegalArgumentException("STORE=s3 is for demo-services.");
    }
    if (tilePx < 16 || tilePx > 4096) {
      throw new IllegalArgumentException("A tile has a side of 16 to 4096 pixels, not " + tilePx);
    }
  }

  static DemoOptions parse(List<String> arguments) {
    Deque<String> left = new ArrayDeque<>(arguments);
    Optional<Path> slides = Optional.empty();
    Optional<Path> labels = Optional.empty();
    Optional<Path> student = Optional.empty();
    Optional<Path> teacher = Optional.empty();
    Optional<Path> pretrained = Optional.empty();
    int tile = 112;
    boolean services = false;
    Store store = Store.DIRECTORY;
    boolean keep = false;
    while (!left.isEmpty()) {
      String option = left.pop();
      switch (option) {
        case "--slides" -> slides = Optional.of(path(option, left));
        case "--labels" -> labels = Optional.of(path(option, left));
        case "--student" -> student = Optional.of(path(option, left));
        case "--teacher" -> teacher = Optional.of(path(option, left));
        case "--pretrained" -> pretrained = Optional.of(path(option, left));
        case "--tile" -> tile = Integer.parseInt(value(option, left));
        case "--services" -> services = true;
        case "--store" -> store = store(value(option, left));
        case "--keep" -> keep = true;
        default -> throw new IllegalArgumentException("Unknown option " + option);
      }
    }
    return new DemoOptions(
        slides, labels, student, teacher, pretrained, tile, services, store, keep);
  }

  private static Store store(String name) {
    return switch (name) {
      case "directory" -> Store.DIRECTORY;
      case "s3" -> Store.S3;
      default -> throw new IllegalArgumentException("A store is directory or s3, not " + name);
    };
  }

  private static Path path(String option, Deque<String> left) {
    Path path = Path.of(value(option, left));
    if (!path.toFile().exists()) {
      throw new IllegalArgumentException(option + ": there is no " + path);
    }
    return path;
  }

  private static String value(String option, Deque<String> left) {
    if (left.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return left.pop();
  }
}
