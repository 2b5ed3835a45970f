// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.nio.file.Path;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.ModelTruncation;
import org.contextile.client.ApiException;
import org.contextile.client.ModelsApi;
import org.jspecify.annotations.Nullable;

/**
 * The student and the teacher: the user's own; else a network trained on ImageNet and its first
 * blocks; else, where that cannot be had, small networks with random weights.
 */
final class DemoModels {

  private static final String WEIGHTS = "pytorch_model.bin";

  /** Two thirds of EfficientNet-Lite0's blocks: 112 channels, a sixth of the parameters. */
  private static final int STUDENT_BLOCKS = 11;

  private static final long SEED = 7;

  private final ModelsApi models;
  private final Console console;
  private final DemoOptions options;

  DemoModels(ModelsApi models, Console console, DemoOptions options) {
    this.models = models;
    this.console = console;
    this.options = options;
  }

  Model teacher() throws ApiException {
    if (options.teacher().isPresent()) {
      return brought("teacher", options.teacher().get());
    }
    if (options.pretrained().isPresent()) {
      Path folder = options.pretrained().get();
      String architecture = folder.getFileName().toString();
      console.step("Importing the teacher: " + architecture + ", trained on ImageNet");
      return upload(architecture + " (ImageNet)", folder.resolve(WEIGHTS), folder);
    }
    return random("teacher", 48, 256);
  }

  Model student(Model teacher) throws ApiException {
    if (options.student().isPresent()) {
      return brought("student", options.student().get());
    }
    if (options.pretrained().isPresent()) {
      console.step("Making the student: the teacher's first " + STUDENT_BLOCKS + " blocks");
      return models.createModelWithJson(
          new ModelTruncation()
              .name("first %d blocks of %s".formatted(STUDENT_BLOCKS, teacher.getName()))
              .modelId(teacher.getId())
              .afterBlock(STUDENT_BLOCKS),
          null);
    }
    return random("student", 16, 64);
  }

  private Model brought(String name, Path file) throws ApiException {
    console.step("Importing the " + name + " from " + file.getFileName());
    return upload(name, file, file.toAbsolutePath().getParent());
  }

  private Model upload(String name, Path file, @Nullable Path folder) throws ApiException {
    try {
      return models.createModelWithFormData(
          file.toFile(),
          name,
          null,
          BroughtModel.config(folder).orElse(null),
          options.tilePx(),
          null,
          null,
          null);
    } catch (ApiException e) {
      if (e.getCode() >= 500) {
        throw e;
      }
      throw new DemoFailure(file + ": " + PlatformClient.words(e));
    }
  }

  private Model random(String name, int width, int featureDim) throws ApiException {
    console.step(
        "Assembling a "
            + name
            + " with RANDOM weights: none that are trained could be had (bring your own: STUDENT,"
            + " TEACHER)");
    return models.createModelWithJson(
        new ModelAssembly()
            .name(name + " (random weights)")
            .architecture("resnet-small")
            .width(width)
            .featureDim(featureDim)
            .inputSizePx(options.tilePx())
            .seed(SEED),
        null);
  }
}
