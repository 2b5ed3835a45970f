// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.contextile.library.tensors.StateDict;
import org.contextile.library.torch.Weights;

/**
 * The state dictionary of a file, whose weights can be renamed, joined and cut until they are
 * timm's. Their values are read when they are written.
 */
final class TimmStateDict {

  /** What PyTorch wraps single modules in: compiled, checkpointed, sharded. */
  private static final Pattern WRAPPERS =
      Pattern.compile("(?:_orig_mod|_checkpoint_wrapped_module|_fsdp_wrapped_module)\\.");

  private final Map<String, Weights> tensors = new LinkedHashMap<>();
  private final List<String> repeated = new ArrayList<>();

  /**
   * @param prefix what the names begin with; it is taken off, and other tensors are left out
   */
  TimmStateDict(StateDict file, String prefix) {
    file.tensors().stream()
        .filter(it -> it.name().startsWith(prefix))
        .forEach(
            it ->
                put(
                    WRAPPERS.matcher(it.name().substring(prefix.length())).replaceAll(""),
                    Weights.lazy(it.shape(), it::floats)));
  }

  /** The names as they are now, in the file's order; a copy. */
  List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /** Names that two tensors would have had. */
  List<String> repeated() {
    return List.copyOf(repeated);
  }

  Optional<Weights> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  private void put(String name, Weights tensor) {
    if (tensors.put(name, tensor) != null) {
      repeated.add(name);
    }
  }

  /** Puts a tensor in the place of the one of that name. */
  void replace(String name, Weights tensor) {
    tensors.put(name, tensor);
  }

  /** Gives every tensor the name that is made of its own. */
  void rename(UnaryOperator<String> names) {
    Map<String, Weights> before = new LinkedHashMap<>(tensors);
    tensors.clear();
    before.forEach((name, tensor) -> put(names.apply(name), tensor));
  }

  /**
   * Makes one tensor of several that differ in the first axis alone; does nothing unless all are
   * there.
   *
   * @param parts their names, in order
   */
  void join(List<String> parts, String whole) {
    List<Weights> found = parts.stream().map(tensors::get).filter(Objects::nonNull).toList();
    if (found.size() < parts.size() || !match(found)) {
      return;
    }
    long[] shape = found.getFirst().shape().clone();
    shape[0] = found.stream().mapToLong(part -> part.shape()[0]).sum();
    parts.forEach(tensors::remove);
    put(whole, Weights.lazy(shape, () -> joined(shape, found)));
  }

  private static boolean match(List<Weights> parts) {
    return parts.stream().allMatch(part -> part.shape().length > 0)
        && parts.stream().map(part -> rest(part.shape())).distinct().count() == 1;
  }

  private static List<Long> rest(long[] shape) {
    return Arrays.stream(shape).skip(1).boxed().toList();
  }

  private static float[] joined(long[] shape, List<Weights> parts) {
    float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    int at = 0;
    for (Weights part : parts) {
      float[] rows = part.values();
      System.arraycopy(rows, 0, values, at, rows.length);
      at += rows.length;
    }
    return values;
  }
}
