// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.Arrays;
import java.util.Optional;

/** What a pickle may name. Everything else it names is refused before it could be called. */
sealed interface PickleName extends Pickled {

  int MAX_NAME = 1024;

  /** Functions that build tensors and plain values, and how many arguments they take. */
  enum Function implements PickleName {
    ORDERED_DICT("collections.OrderedDict", 0, 0),
    TENSOR_V1("torch._utils._rebuild_tensor", 4, 4),
    TENSOR_V2("torch._utils._rebuild_tensor_v2", 6, 7),
    TENSOR_V3("torch._utils._rebuild_tensor_v3", 7, 8),
    PARAMETER("torch._utils._rebuild_parameter", 3, 3),
    PARAMETER_WITH_STATE("torch._utils._rebuild_parameter_with_state", 4, 4),
    SIZE("torch.Size", 0, 1),
    DEVICE("torch.device", 1, 2),
    SCRIPT_INTS("torch.jit._pickle.build_intlist", 1, 1),
    SCRIPT_DOUBLES("torch.jit._pickle.build_doublelist", 1, 1),
    SCRIPT_BOOLS("torch.jit._pickle.build_boollist", 1, 1),
    SCRIPT_TENSORS("torch.jit._pickle.build_tensorlist", 1, 1),
    SCRIPT_TYPE_TAG("torch.jit._pickle.restore_type_tag", 2, 2);

    private final String qualified;
    private final int least;
    private final int most;

    Function(String qualified, int least, int most) {
      this.qualified = qualified;
      this.least = least;
      this.most = most;
    }

    boolean takes(int arguments) {
      return arguments >= least && arguments <= most;
    }

    String qualified() {
      return qualified;
    }
  }

  /** A kind of storage. */
  record StorageKind(ElementType type) implements PickleName {}

  /** An element type, as {@code torch.float32}. */
  record TypeName(ElementType type) implements PickleName {}

  /** A class of a TorchScript program. */
  enum ScriptClass implements PickleName {
    ANY
  }

  /**
   * @param script whether the pickle belongs to a TorchScript archive, which may name its classes
   * @throws InvalidWeightsException if weights have no use for it
   */
  static PickleName find(String module, String name, boolean script) {
    if (module.length() + name.length() > MAX_NAME) {
      throw new InvalidWeightsException("the file's pickle names something at absurd length");
    }
    String qualified = module + "." + name;
    if (script && (module.equals("__torch__") || module.startsWith("__torch__."))) {
      return ScriptClass.ANY;
    }
    if (qualified.equals("torch.storage.UntypedStorage")
        || qualified.equals("torch.UntypedStorage")) {
      return new StorageKind(ElementType.U8);
    }
    return Arrays.stream(Function.values())
        .filter(function -> function.qualified.equals(qualified))
        .map(PickleName.class::cast)
        .findFirst()
        .or(() -> module.equals("torch") ? ofTorch(name) : Optional.empty())
        .orElseThrow(() -> refused(qualified));
  }

  private static Optional<PickleName> ofTorch(String name) {
    return ElementType.ofStorage(name)
        .<PickleName>map(StorageKind::new)
        .or(() -> ElementType.ofTorch(name).map(TypeName::new));
  }

  private static InvalidWeightsException refused(String qualified) {
    return new InvalidWeightsException(
        ("the file asks for %s, which weights have no use for and which is not run; where you trust"
                + " the file, load it in Python and save the weights alone:"
                + " torch.save(model.state_dict(), path)")
            .formatted(qualified));
  }
}
