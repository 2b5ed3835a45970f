// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.LinkedHashMap;
import java.util.Map;
import org.contextile.library.tensors.Pickled.Instance;
import org.contextile.library.tensors.Pickled.TensorRef;

/** Names the tensors of a TorchScript module by the way to them: {@code layer1.0.conv1.weight}. */
final class ModuleTree {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_ATTRIBUTES = 2_000_000;
  private static final int MAX_NAME = 1024;

  private final Map<String, TensorRef> tensors = new LinkedHashMap<>();
  private int attributes;

  private ModuleTree() {}

  /** The tensors that are attributes of a module or of one below it; others are passed over. */
  static Map<String, TensorRef> tensors(Pickled value) {
    if (!(value instanceof Instance root)) {
      throw new InvalidWeightsException("the TorchScript archive holds no module");
    }
    ModuleTree tree = new ModuleTree();
    tree.visit(root, "", 0);
    return tree.tensors;
  }

  private void visit(Instance module, String path, int depth) {
    // A module may stand in several places, even inside itself; the bounds end that.
    attributes += 1 + module.attributes().size();
    if (depth > MAX_DEPTH || attributes > MAX_ATTRIBUTES) {
      throw new InvalidWeightsException(
          "the TorchScript archive has too many modules inside modules");
    }
    module
        .attributes()
        .forEach(
            (name, value) -> {
              if (value instanceof TensorRef tensor) {
                add(below(path, name), tensor);
              } else if (value instanceof Instance child) {
                visit(child, below(path, name) + ".", depth + 1);
              }
            });
  }

  private static String below(String path, String name) {
    if (path.length() + name.length() > MAX_NAME) {
      throw new InvalidWeightsException(
          "the TorchScript archive has a name of more than %d characters".formatted(MAX_NAME));
    }
    return path + name;
  }

  private void add(String name, TensorRef tensor) {
    if (tensors.putIfAbsent(name, tensor) != null) {
      throw new InvalidWeightsException("two tensors are called %s".formatted(name));
    }
  }
}
