// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/** A vision transformer of a given shape. */
record VisionTransformer(VitShape shape) implements Architecture.Blueprint {

  /** Classifiers, heads of self-supervision, and what only training needs. */
  private static final List<String> DISPENSABLE =
      List.of(
          "head.",
          "head_dist.",
          "classifier.",
          "dino_head.",
          "ibot_head.",
          "pooler.",
          "mask_token",
          "masked_embed");

  /** The parts of CONCH's vision tower that serve its text. */
  private static final List<String> CONCH =
      List.of("proj_contrast", "attn_pool_caption.", "ln_caption.");

  /** Checks that the parts go together. */
  VisionTransformer {
    shape = shape.checked();
  }

  @Override
  public int blocks() {
    return shape.depth();
  }

  @Override
  public ScriptProgram program() {
    StringBuilder prefix = new StringBuilder();
    if (shape.classToken()) {
      prefix.append("torch.expand(self.cls_token, [n, -1, -1]), ");
    }
    if (shape.registers() > 0) {
      prefix.append("torch.expand(self.reg_token, [n, -1, -1]), ");
    }
    return Programs.named(
        "vit.py",
        text -> text.replace("PREFIX_TOKENS ", prefix).replace("POOLED", shape.pool().program));
  }

  @Override
  public MemoryLayout layout() {
    return MemoryLayout.CONTIGUOUS;
  }

  @Override
  public ScriptNode assemble(Layers layers, int blocks) {
    int width = shape.width();
    ScriptNode root = ScriptNode.of("VisionTransformer");
    if (shape.classToken()) {
      root.parameter("cls_token", layers.source().take("cls_token", 1, 1, width));
    }
    if (shape.registers() > 0) {
      root.parameter("reg_token", layers.source().take("reg_token", 1, shape.registers(), width));
    }
    long positions = (long) shape.grid() * shape.grid() + shape.embedded();
    root.parameter("pos_embed", layers.source().take("pos_embed", 1, positions, width));
    root.child("patch_embed", patchEmbed(layers.at("patch_embed")));
    root.child("norm_pre", norm(layers.at("norm_pre"), shape.preNorm()));
    List<ScriptNode> made = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      made.add(block(layers.at("blocks").at(i)));
    }
    root.child("blocks", ScriptNode.chain(made, List.of("like")));
    root.child("norm", norm(layers.at("norm"), shape.finalNorm() && !shape.lateNorm()));
    root.child("fc_norm", norm(layers.at("fc_norm"), shape.finalNorm() && shape.lateNorm()));
    if (shape.pool() == VitShape.Pool.ATTENTION) {
      root.child("attn_pool_contrast", pooler(layers.at("attn_pool_contrast")))
          .child(
              "ln_contrast",
              layers.at("ln_contrast").layerNorm(shape.pooler().width(), VitShape.Pooler.EPS));
    }
    return root.constant("grid", (long) shape.grid())
        .constant("embedded", (long) shape.embedded())
        .constant("prefix", (long) shape.prefix());
  }

  /** Members named as in PyTorch's MultiheadAttention, keys and queries of different widths. */
  private ScriptNode pooler(Layers place) {
    int width = shape.pooler().width();
    int heads = shape.pooler().heads();
    Layers inner = place.at("attn");
    WeightsSource source = place.source();
    ScriptNode attention =
        ScriptNode.of("QueryAttention")
            .parameter("q_proj_weight", source.take(inner.name("q_proj_weight"), width, width))
            .parameter(
                "k_proj_weight", source.take(inner.name("k_proj_weight"), width, shape.width()))
            .parameter(
                "v_proj_weight", source.take(inner.name("v_proj_weight"), width, shape.width()))
            .parameter("in_proj_bias", source.take(inner.name("in_proj_bias"), 3L * width))
            .child("out_proj", inner.at("out_proj").linear(width, width, true))
            .constant("heads", (long) heads)
            .constant("head_dim", (long) width / heads);
    return ScriptNode.of("AttentionalPooler")
        .parameter("query", source.take(place.name("query"), 1, width))
        .child("attn", attention)
        .child("ln_q", place.at("ln_q").layerNorm(width, VitShape.Pooler.EPS))
        .child("ln_k", place.at("ln_k").layerNorm(shape.width(), VitShape.Pooler.EPS));
  }

  @Override
  public boolean dispensable(String name, int blocks) {
    int block = Names.index(name, "blocks.");
    return DISPENSABLE.stream().anyMatch(name::startsWith)
        || (shape.pool() == VitShape.Pool.ATTENTION && CONCH.stream().anyMatch(name::startsWith))
        || (block >= blocks && block < shape.depth());
  }

  @Override
  public Optional<String> advice(TimmStateDict stored) {
    return stored
        .find("pos_embed")
        .map(positions -> shape.madeFor(positions.shape()))
        .filter(side -> side > 0)
        .map(
            side ->
                ("the position embedding was made for %d px: say \"input_size\": [3, %d, %d] in the"
                        + " configuration, and for tiles of another size inputSizePx, to which the"
                        + " program resamples it")
                    .formatted(side, side, side));
  }

  @Override
  public OptionalInt positionsPx() {
    return OptionalInt.of(shape.grid() * shape.patch());
  }

  @Override
  public boolean within(String prefix) {
    return prefix.endsWith(VitNames.TRUNK);
  }

  @Override
  public void translate(TimmStateDict stored) {
    VitNames.translate(stored, shape);
  }

  private ScriptNode patchEmbed(Layers place) {
    int patch = shape.patch();
    Layers projection = place.at("proj");
    ScriptNode conv =
        shape.preNorm()
            ? projection.conv("Conv", 3, shape.width(), patch, patch, 0, 1)
            : projection.biasedConv(3, shape.width(), patch, patch, 0, 1);
    return ScriptNode.of("PatchEmbed").child("proj", conv).constant("patch", (long) patch);
  }

  private ScriptNode block(Layers place) {
    ScriptNode block =
        ScriptNode.of(shape.scaled() ? "ScaledBlock" : "Block")
            .child("norm1", norm(place.at("norm1"), true))
            .child("attn", attention(place.at("attn")));
    if (shape.scaled()) {
      block.child("ls1", layerScale(place.at("ls1")));
    }
    block.child("norm2", norm(place.at("norm2"), true)).child("mlp", mlp(place.at("mlp")));
    return shape.scaled() ? block.child("ls2", layerScale(place.at("ls2"))) : block;
  }

  private ScriptNode attention(Layers place) {
    int width = shape.width();
    int headDim = width / shape.heads();
    ScriptNode attention =
        ScriptNode.of(shape.qkNorm() ? "NormedAttention" : "Attention")
            .child("qkv", place.at("qkv").linear(width, 3 * width, shape.qkvBias()));
    if (shape.qkNorm()) {
      attention
          .child("q_norm", place.at("q_norm").layerNorm(headDim, shape.eps()))
          .child("k_norm", place.at("k_norm").layerNorm(headDim, shape.eps()));
    }
    return attention
        .child("proj", place.at("proj").linear(width, width, true))
        .constant("heads", (long) shape.heads())
        .constant("head_dim", (long) headDim);
  }

  private ScriptNode mlp(Layers place) {
    int width = shape.width();
    int hidden = shape.hidden();
    ScriptNode act = ScriptNode.of(shape.activation());
    return switch (shape.gate()) {
      case NONE ->
          ScriptNode.of("Mlp")
              .child("fc1", place.at("fc1").linear(width, hidden, true))
              .then("act", act)
              .child("fc2", place.at("fc2").linear(hidden, width, true));
      case PACKED ->
          ScriptNode.of("PackedGlu")
              .child("fc1", place.at("fc1").linear(width, hidden, true))
              .child("act", act)
              .child("fc2", place.at("fc2").linear(hidden / 2, width, true));
      case SPLIT ->
          ScriptNode.of("Glu")
              .child("fc1_g", place.at("fc1_g").linear(width, hidden, true))
              .child("fc1_x", place.at("fc1_x").linear(width, hidden, true))
              .child("act", act)
              .child("fc2", place.at("fc2").linear(hidden, width, true));
    };
  }

  private ScriptNode layerScale(Layers place) {
    return ScriptNode.of("LayerScale")
        .parameter("gamma", place.source().take(place.name("gamma"), shape.width()));
  }

  private ScriptNode norm(Layers place, boolean there) {
    return there ? place.layerNorm(shape.width(), shape.eps()) : ScriptNode.of("Identity");
  }
}
