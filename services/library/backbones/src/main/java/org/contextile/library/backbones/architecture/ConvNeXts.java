// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ConvNeXt (Liu et al., arXiv 2201.03545) and ConvNeXt V2 (Woo et al., arXiv 2301.00808) with the
 * options of timm's {@code ConvNeXt}.
 */
final class ConvNeXts implements Architecture {

  private static final String SECOND = "convnextv2_";
  private static final int MAX_WIDTH = 8192;
  private static final int MAX_DEPTH = 200;

  private static final Map<String, Map<String, Object>> MEMBERS = members();

  private static Map<String, Map<String, Object>> members() {
    Map<String, Map<String, Object>> sizes = new LinkedHashMap<>();
    sizes.put("atto", narrow(40, 2, 2, 6, 2));
    sizes.put("femto", narrow(48, 2, 2, 6, 2));
    sizes.put("pico", narrow(64, 2, 2, 6, 2));
    sizes.put("nano", narrow(80, 2, 2, 8, 2));
    sizes.put("tiny", sized(96, 3, 3, 9, 3));
    sizes.put("small", sized(96, 3, 3, 27, 3));
    sizes.put("base", sized(128, 3, 3, 27, 3));
    sizes.put("large", sized(192, 3, 3, 27, 3));
    Map<String, Map<String, Object>> members = new LinkedHashMap<>();
    sizes.forEach((size, arguments) -> members.put("convnext_" + size, arguments));
    members.put("convnext_xlarge", sized(256, 3, 3, 27, 3));
    members.put("convnext_xxlarge", with(sized(384, 3, 4, 30, 3), "norm_eps", 1e-5));
    members.put("convnext_large_mlp", with(sized(192, 3, 3, 27, 3), "head_hidden_size", 1536));
    members.put("convnext_tiny_hnf", with(narrow(96, 3, 3, 9, 3), "head_norm_first", true));
    sizes.forEach(
        (size, arguments) -> members.put(SECOND + size, with(arguments, "use_grn", true)));
    members.put(SECOND + "huge", with(sized(352, 3, 3, 27, 3), "use_grn", true));
    return members;
  }

  private static Map<String, Object> sized(int width, Integer... depths) {
    return Map.of(
        "dims", List.of(width, 2 * width, 4 * width, 8 * width), "depths", List.of(depths));
  }

  private static Map<String, Object> narrow(int width, Integer... depths) {
    return with(sized(width, depths), "conv_mlp", true);
  }

  private static Map<String, Object> with(Map<String, Object> some, String name, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(some);
    all.put(name, value);
    return all;
  }

  @Override
  public List<String> names() {
    return List.copyOf(MEMBERS.keySet());
  }

  @Override
  public Optional<Blueprint> blueprint(BackboneConfig config) {
    Map<String, Object> own = MEMBERS.get(config.architecture());
    if (own == null) {
      return Optional.empty();
    }
    return Optional.of(read(new Arguments(config, own), config.architecture().startsWith(SECOND)));
  }

  private static ConvNeXt read(Arguments arguments, boolean second) {
    List<Integer> widths = sizes(arguments, "dims", MAX_WIDTH);
    List<Integer> depths = sizes(arguments, "depths", MAX_DEPTH);
    boolean normFirst = arguments.flag("head_norm_first", false);
    int hidden = arguments.integer("head_hidden_size", 0, 0, MAX_WIDTH);
    if (normFirst && hidden > 0) {
      throw arguments.wrong("head_hidden_size", hidden + " beside head_norm_first");
    }
    // The second version has no layer scales; an argument brings them back.
    boolean scaled = arguments.has("ls_init_value") || !second;
    double eps = arguments.number("norm_eps", 1e-6);
    String pool = arguments.text("global_pool", "avg");
    if (!pool.equals("avg")) {
      throw arguments.wrong("global_pool", pool);
    }
    ConvNeXt network =
        new ConvNeXt(
            widths,
            depths,
            arguments.flag("conv_mlp", false),
            arguments.flag("use_grn", false),
            scaled,
            normFirst,
            hidden,
            eps);
    arguments
        .ignoring(
            "num_classes",
            "pretrained",
            "in_chans",
            "ls_init_value",
            "head_init_scale",
            "drop_rate",
            "drop_path_rate")
        .finish();
    return network;
  }

  private static List<Integer> sizes(Arguments arguments, String name, int most) {
    List<Integer> sizes = arguments.integers(name, List.of());
    if (sizes.size() != 4 || sizes.stream().anyMatch(n -> n < 1 || n > most)) {
      throw arguments.wrong(name, sizes);
    }
    return sizes;
  }
}
