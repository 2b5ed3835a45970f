// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.InputSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a network is, beside its weights: the {@code config.json} of timm's repositories on the Hub.
 *
 * @param architecture timm's name, such as {@code vit_small_patch16_224}; empty where the text is
 *     silent, which goes with programs alone
 * @param arguments arguments of timm's constructor that differ from the name's, such as {@code
 *     reg_tokens}; plain JSON values
 * @param input how pixels entered when the network was trained; it may be used at another size
 * @param interpolation how timm resamples, for the record
 * @param afterBlock the last block that remains, counted from 1; empty for all
 */
public record BackboneConfig(
    String architecture,
    Map<String, Object> arguments,
    InputSpec input,
    String interpolation,
    OptionalInt afterBlock) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int DEFAULT_SIZE_PX = 224;
  private static final int DINO_SIZE_PX = 518;
  private static final Pattern SIZE = Pattern.compile("_([1-9][0-9]{2})$");

  private static final List<Float> IMAGENET_MEAN = InputSpec.imageNet(DEFAULT_SIZE_PX).mean();
  private static final List<Float> IMAGENET_STD = InputSpec.imageNet(DEFAULT_SIZE_PX).std();

  /** Arguments that timm's constructor does not have. */
  private static final List<String> OWN_ARGUMENTS = List.of("layer_norm_eps");

  private static final int MAX_LENGTH = 1 << 20;

  /** Copies the arguments. */
  public BackboneConfig {
    arguments = Map.copyOf(arguments);
  }

  /** The untruncated network of a name, with ImageNet's mean and standard deviation. */
  public static BackboneConfig of(String architecture, int sizePx) {
    return new BackboneConfig(
        architecture, Map.of(), InputSpec.imageNet(sizePx), "bicubic", OptionalInt.empty());
  }

  /**
   * Reads timm's layout, or that of vision transformers by Hugging Face's transformers ({@code
   * model_type}), where {@code image_mean} and {@code image_std} may have been added.
   *
   * @throws IncompatibleModelException if it is no such text
   */
  public static BackboneConfig parse(String json) {
    return parse(json, TransformersConfig::timms);
  }

  /**
   * Reads timm's layout: {@code architecture}, {@code model_args}, {@code pretrained_cfg} with
   * {@code mean}, {@code std}, {@code input_size} and {@code interpolation}. What is missing has
   * timm's defaults.
   *
   * @throws IncompatibleModelException if it is no such text
   */
  public static BackboneConfig parseTimms(String json) {
    return parse(json, UnaryOperator.identity());
  }

  private static BackboneConfig parse(String json, UnaryOperator<JsonNode> translation) {
    if (json.length() > MAX_LENGTH) {
      throw new IncompatibleModelException("config.json is larger than a megabyte");
    }
    try {
      JsonNode root = translation.apply(JSON.readTree(json));
      JsonNode name = root.path("architecture");
      String architecture = name.asString("").split("\\.", 2)[0];
      JsonNode within = root.path("pretrained_cfg");
      JsonNode pretrained = within.isObject() ? within : root;
      int truncated = root.path("contextile").path("afterBlock").asInt(0);
      return new BackboneConfig(
          architecture,
          arguments(root),
          input(pretrained, architecture),
          pretrained.path("interpolation").asString("bicubic"),
          truncated > 0 ? OptionalInt.of(truncated) : OptionalInt.empty());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IncompatibleModelException(
          "config.json cannot be read: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  /** The same network with arguments of its constructor that differ from the name's. */
  public BackboneConfig with(Map<String, Object> otherArguments) {
    return new BackboneConfig(architecture, otherArguments, input, interpolation, afterBlock);
  }

  /** The same network cut after a block, counted from 1. */
  public BackboneConfig truncated(int block) {
    return new BackboneConfig(architecture, arguments, input, interpolation, OptionalInt.of(block));
  }

  /** The same network with pixels normalised in another way. */
  public BackboneConfig normalised(List<Float> mean, List<Float> std) {
    return new BackboneConfig(
        architecture,
        arguments,
        new InputSpec(mean, std, input.sizePx()),
        interpolation,
        afterBlock);
  }

  /**
   * The text in timm's layout.
   *
   * @param featureDim D
   */
  public String json(int featureDim) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("architecture", architecture);
    root.put("num_classes", 0);
    root.put("num_features", featureDim);
    Map<String, Object> timms = new LinkedHashMap<>(arguments);
    Map<String, Object> own = new LinkedHashMap<>();
    afterBlock.ifPresent(block -> own.put("afterBlock", block));
    OWN_ARGUMENTS.stream()
        .filter(timms::containsKey)
        .forEach(name -> own.put(name, Objects.requireNonNull(timms.remove(name))));
    if (!timms.isEmpty()) {
      root.put("model_args", timms);
    }
    Map<String, Object> pretrained = new LinkedHashMap<>();
    pretrained.put("input_size", List.of(3, input.sizePx(), input.sizePx()));
    pretrained.put("interpolation", interpolation);
    pretrained.put("mean", input.mean());
    pretrained.put("std", input.std());
    pretrained.put("num_classes", 0);
    root.put("pretrained_cfg", pretrained);
    if (!own.isEmpty()) {
      root.put("contextile", own);
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static Map<String, Object> arguments(JsonNode root) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (String key : List.of("model_args", "model_kwargs")) {
      root.path(key)
          .properties()
          .forEach(
              entry -> {
                if (!entry.getValue().isNull()) {
                  arguments.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class));
                }
              });
    }
    OWN_ARGUMENTS.forEach(
        name -> {
          JsonNode value = root.path("contextile").path(name);
          if (!value.isMissingNode() && !value.isNull()) {
            arguments.put(name, JSON.convertValue(value, Object.class));
          }
        });
    if (!arguments.containsKey("global_pool") && root.path("global_pool").isString()) {
      arguments.put("global_pool", root.path("global_pool").stringValue());
    }
    return arguments;
  }

  private static InputSpec input(JsonNode pretrained, String architecture) {
    return new InputSpec(
        floats(pretrained, "mean", IMAGENET_MEAN),
        floats(pretrained, "std", IMAGENET_STD),
        side(pretrained.path("input_size"), architecture));
  }

  private static int side(JsonNode size, String architecture) {
    if (size.isMissingNode() || size.isNull()) {
      return sizeOf(architecture);
    }
    if (!size.isArray() || size.size() != 3 || !size.get(1).equals(size.get(2))) {
      throw new IllegalArgumentException(
          "input_size is [3, side, side] of a square image, not " + size);
    }
    return size.get(2).intValue();
  }

  /** The size at the end of a name such as {@code vit_base_patch16_384}; DINOv2 has its own. */
  private static int sizeOf(String architecture) {
    if (architecture.endsWith("_dinov2")) {
      return DINO_SIZE_PX;
    }
    Matcher size = SIZE.matcher(architecture);
    return size.find() ? Integer.parseInt(size.group(1)) : DEFAULT_SIZE_PX;
  }

  private static List<Float> floats(JsonNode pretrained, String name, List<Float> otherwise) {
    JsonNode array = pretrained.path(name);
    if (array.isMissingNode() || array.isNull()) {
      return otherwise;
    }
    if (!array.isArray()) {
      throw new IllegalArgumentException(name + " is an array of three numbers, not " + array);
    }
    List<Float> values = new ArrayList<>();
    array.forEach(value -> values.add((float) value.asDouble()));
    return values;
  }
}
