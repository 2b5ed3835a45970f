// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.List;
import java.util.Locale;
import org.contextile.library.backbones.IncompatibleModelException;

/**
 * The shape of a vision transformer, in the terms of timm's constructor.
 *
 * @param patch side of a patch, pixels
 * @param grid patches along a side of the image for which the position embedding was made
 * @param width of the stream between blocks
 * @param hidden width inside the MLP: {@code int(width * mlp_ratio)}
 * @param scaled whether blocks have layer scales
 * @param embedded how many prefix tokens the position embedding covers
 * @param pooler what attends to the tokens where that is the pool
 */
record VitShape(
    int patch,
    int grid,
    int width,
    int depth,
    int heads,
    int hidden,
    Gate gate,
    String activation,
    boolean qkvBias,
    boolean qkNorm,
    boolean scaled,
    boolean classToken,
    int registers,
    int embedded,
    boolean preNorm,
    boolean finalNorm,
    boolean lateNorm,
    Pool pool,
    Pooler pooler,
    double eps) {

  /** How the MLP gates. */
  enum Gate {
    NONE,
    PACKED,
    SPLIT
  }

  /** What of the tokens becomes the feature. */
  enum Pool {
    TOKEN("torch.select(y, 1, 0)"),
    AVERAGE("torch.mean(torch.slice(y, 1, self.prefix), [1])"),
    BOTH("torch.cat([" + TOKEN.program + ", " + AVERAGE.program + "], 1)"),
    ATTENTION("self.ln_contrast.forward(self.attn_pool_contrast.forward(y, x))");

    /** How it is computed of the tokens {@code y}. */
    final String program;

    Pool(String program) {
      this.program = program;
    }
  }

  /**
   * CoCa's attentional pooler (Yu et al., arXiv 2205.01917) with one query, by CONCH's names.
   *
   * @param width D, of the query and of what comes out
   */
  record Pooler(int width, int heads) {

    /** Of CoCa, and so of CONCH, whose norms here are not those of the transformer. */
    static final double EPS = 1e-5;

    static final Pooler NONE = new Pooler(0, 0);

    static Pooler read(Arguments arguments) {
      int width = arguments.integer("attn_pool_dim", 512, 8, 8192);
      int heads = arguments.integer("attn_pool_heads", 8, 1, 256);
      if (width % heads != 0) {
        throw arguments.wrong("attn_pool_heads", heads);
      }
      return new Pooler(width, heads);
    }
  }

  static VitShape read(Arguments arguments, int imagePx) {
    int patch = arguments.integer("patch_size", 16, 4, 64);
    int image = imageSize(arguments, imagePx);
    if (image % patch != 0) {
      throw arguments.wrong("img_size", image + ", no multiple of the patch size " + patch);
    }
    int width = arguments.integer("embed_dim", 768, 8, 8192);
    int heads = arguments.integer("num_heads", 12, 1, 256);
    if (width % heads != 0) {
      throw arguments.wrong("num_heads", heads);
    }
    double ratio = arguments.number("mlp_ratio", 4);
    if (!(ratio >= 0.5 && ratio <= 64)) {
      throw arguments.wrong("mlp_ratio", ratio);
    }
    boolean classToken = arguments.flag("class_token", true);
    int registers = arguments.integer("reg_tokens", 0, 0, 1024);
    boolean bare = arguments.flag("no_embed_class", false);
    Pool pool = pool(arguments, classToken);
    boolean finalNorm = arguments.flag("final_norm", true);
    boolean lateNorm = arguments.flag("fc_norm", pool == Pool.AVERAGE);
    VitShape shape =
        new VitShape(
            patch,
            image / patch,
            width,
            arguments.integer("depth", 12, 1, 256),
            heads,
            (int) (width * ratio),
            gate(arguments),
            activation(arguments),
            arguments.flag("qkv_bias", true),
            arguments.flag("qk_norm", false),
            arguments.has("init_values") && arguments.number("init_values", 0) != 0,
            classToken,
            registers,
            bare ? 0 : (classToken ? 1 : 0) + registers,
            arguments.flag("pre_norm", false),
            finalNorm,
            lateNorm,
            pool,
            pool == Pool.ATTENTION ? Pooler.read(arguments) : Pooler.NONE,
            arguments.number("layer_norm_eps", 1e-6));
    if (!arguments.text("pos_embed", "learn").equals("learn")) {
      throw arguments.wrong("pos_embed", "other than learn");
    }
    arguments
        .ignoring(
            "num_classes",
            "pretrained",
            "in_chans",
            "weight_init",
            "fix_init",
            "dynamic_img_size",
            "drop_rate",
            "pos_drop_rate",
            "patch_drop_rate",
            "proj_drop_rate",
            "attn_drop_rate",
            "drop_path_rate")
        .finish();
    return shape;
  }

  private static int imageSize(Arguments arguments, int imagePx) {
    List<Integer> sides = arguments.sides("img_size", imagePx);
    int side = sides.getFirst();
    if (side != sides.getLast() || side < 16 || side > 4096) {
      throw arguments.wrong("img_size", sides);
    }
    return side;
  }

  private static Pool pool(Arguments arguments, boolean classToken) {
    String usual = classToken ? "token" : "avg";
    // Repositories leave it empty where loaders take all tokens; a backbone gives one vector.
    String asked = arguments.text("global_pool", usual);
    String pool = asked.isEmpty() ? usual : asked;
    if (!classToken && !pool.equals("avg") && !pool.equals("coca")) {
      throw arguments.wrong("global_pool", pool);
    }
    return switch (pool) {
      case "token" -> Pool.TOKEN;
      case "avg" -> Pool.AVERAGE;
      case "token+avg" -> Pool.BOTH;
      case "coca" -> Pool.ATTENTION;
      default -> throw arguments.wrong("global_pool", pool);
    };
  }

  private static Gate gate(Arguments arguments) {
    String layer = arguments.text("mlp_layer", "Mlp");
    return switch (simple(layer)) {
      case "mlp" -> Gate.NONE;
      case "swiglupacked" -> Gate.PACKED;
      case "swiglu" -> Gate.SPLIT;
      default -> throw arguments.wrong("mlp_layer", layer);
    };
  }

  private static String activation(Arguments arguments) {
    String layer = arguments.text("act_layer", "gelu");
    return switch (simple(layer)) {
      case "gelu" -> "Gelu";
      case "gelutanh" -> "TanhGelu";
      case "quickgelu" -> "QuickGelu";
      case "silu", "swish" -> "Silu";
      default -> throw arguments.wrong("act_layer", layer);
    };
  }

  /** Classes are written in many ways: {@code timm.layers.SwiGLUPacked}, {@code gelu_tanh}. */
  private static String simple(String layer) {
    String name = layer.substring(layer.lastIndexOf('.') + 1);
    return name.replace("_", "").replace("'>", "").toLowerCase(Locale.ROOT);
  }

  /** Class token and registers. */
  int prefix() {
    return (classToken ? 1 : 0) + registers;
  }

  /**
   * The side of the images, in pixels, for which a position embedding was made; 0 if it is ours, or
   * of no square.
   */
  int madeFor(long[] positions) {
    long patches = positions.length == 3 ? positions[1] - embedded : 0;
    int side = (int) Math.round(Math.sqrt((double) Math.max(0, patches)));
    return side == grid || (long) side * side != patches ? 0 : side * patch;
  }

  /**
   * @throws IncompatibleModelException if parts do not go together
   */
  VitShape checked() {
    if (gate == Gate.PACKED && hidden % 2 != 0) {
      throw new IncompatibleModelException("a gated MLP cannot have the odd width " + hidden);
    }
    if ((pool == Pool.BOTH || pool == Pool.ATTENTION) && lateNorm) {
      throw new IncompatibleModelException("fc_norm does not go with that global_pool");
    }
    return this;
  }
}
