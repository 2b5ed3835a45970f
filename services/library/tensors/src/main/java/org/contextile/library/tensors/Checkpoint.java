// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.contextile.library.tensors.Pickled.Mapping;
import org.contextile.library.tensors.Pickled.TensorRef;

/**
 * Names the tensors in what {@code torch.save} saved: a state dictionary, or what training scripts
 * keep it in, such as {@code {"epoch": 3, "model": {…}, "ema": {…}}}, by the way to them.
 */
final class Checkpoint {

  private static final int MAX_DEPTH = 4;
  private static final int MAX_NAME = 1024;

  private final Map<String, TensorRef> tensors = new LinkedHashMap<>();
  private final Set<Mapping> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private Checkpoint() {}

  /** The tensors by name, in order; entries of other kinds are passed over. */
  static Map<String, TensorRef> tensors(Pickled value) {
    if (value instanceof Mapping mapping) {
      Checkpoint checkpoint = new Checkpoint();
      checkpoint.visit(mapping, "", MAX_DEPTH);
      return checkpoint.tensors;
    }
    throw new InvalidWeightsException(
        "the file holds no state dictionary; save one with torch.save(model.state_dict(), path)");
  }

  /** A dictionary that stands in several places is taken at the first. */
  private void visit(Mapping mapping, String path, int depth) {
    if (!seen.add(mapping)) {
      return;
    }
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              if (value instanceof TensorRef tensor) {
                add(below(path, name), tensor);
              } else if (value instanceof Mapping inner && depth > 1) {
                visit(inner, below(path, name) + ".", depth - 1);
              }
            });
  }

  private static String below(String path, String name) {
    if (path.length() + name.length() > MAX_NAME) {
      throw new InvalidWeightsException(
          "the file has a name of more than %d characters".formatted(MAX_NAME));
    }
    return path + name;
  }

  private void add(String name, TensorRef tensor) {
    if (tensors.putIfAbsent(name, tensor) != null) {
      throw new InvalidWeightsException("two tensors are called %s".formatted(name));
    }
  }
}
