// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.List;
import org.contextile.library.tensors.PickleName.Function;
import org.contextile.library.tensors.PickleName.ScriptClass;
import org.contextile.library.tensors.PickleName.StorageKind;
import org.contextile.library.tensors.PickleName.TypeName;
import org.contextile.library.tensors.Pickled.Instance;
import org.contextile.library.tensors.Pickled.Items;
import org.contextile.library.tensors.Pickled.Mapping;
import org.contextile.library.tensors.Pickled.Plain;
import org.contextile.library.tensors.Pickled.StorageRef;
import org.contextile.library.tensors.Pickled.TensorRef;
import org.contextile.library.tensors.Pickled.Text;
import org.contextile.library.tensors.Pickled.Whole;

/** Does what a pickle asks of the functions that it may name, on our own values. */
final class PickleCalls {

  private PickleCalls() {}

  /** {@code function(*arguments)}. */
  static Pickled call(Pickled callee, Pickled arguments) {
    return switch (callee) {
      case Function function -> call(function, tuple(arguments, function.qualified()));
      case ScriptClass _ -> new Instance();
      case StorageKind _,
          TypeName _,
          Plain _,
          Whole _,
          Text _,
          Items _,
          Mapping _,
          Instance _,
          StorageRef _,
          TensorRef _ ->
          throw new InvalidWeightsException(
              "the file's pickle calls something that is no function");
    };
  }

  /** {@code class.__new__(class)}, which only the classes of TorchScript programs have here. */
  static Pickled newObject(Pickled type) {
    if (type instanceof ScriptClass) {
      return new Instance();
    }
    throw new InvalidWeightsException("the file's pickle makes an object of no known class");
  }

  /** Fills an object with its state; an ordered dictionary's own attributes are passed over. */
  static void build(Pickled object, Pickled state) {
    if (object instanceof Instance instance) {
      if (state instanceof Mapping attributes) {
        instance.setAttributes(attributes);
      }
    } else if (!(object instanceof Mapping && state instanceof Mapping)) {
      throw new InvalidWeightsException(
          "the file's pickle sets the state of something that has none");
    }
  }

  /** What {@code torch.save} leaves in place of a storage: its type, its name and its size. */
  static StorageRef storage(Pickled id) {
    if (id instanceof Items items
        && items.tuple()
        && (items.size() == 5 || (items.size() == 6 && items.get(5) == Plain.NONE))
        && items.get(0) instanceof Text(String kind)
        && kind.equals("storage")
        && items.get(1) instanceof StorageKind(ElementType type)
        && items.get(2) instanceof Text(String key)
        && items.get(3) instanceof Text
        && items.get(4) instanceof Whole(long elements)
        && elements >= 0) {
      return new StorageRef(key, type, elements);
    }
    throw new InvalidWeightsException("the file's pickle refers to a storage in an unknown way");
  }

  private static Items tuple(Pickled value, String function) {
    if (value instanceof Items items && items.tuple()) {
      return items;
    }
    throw unfit(function);
  }

  private static Pickled call(Function function, Items arguments) {
    if (!function.takes(arguments.size())) {
      throw unfit(function.qualified());
    }
    return switch (function) {
      case ORDERED_DICT -> new Mapping();
      case TENSOR_V1, TENSOR_V2 ->
          tensor(function, arguments, storageOf(function, arguments).type());
      case TENSOR_V3 -> {
        if (!(arguments.get(6) instanceof TypeName(ElementType type))) {
          throw unfit(function.qualified());
        }
        yield tensor(function, arguments, type);
      }
      case PARAMETER, PARAMETER_WITH_STATE -> {
        if (!(arguments.get(0) instanceof TensorRef tensor)) {
          throw unfit(function.qualified());
        }
        yield tensor;
      }
      case SIZE ->
          arguments.size() == 0 ? Items.EMPTY_TUPLE : tuple(arguments.get(0), function.qualified());
      case DEVICE -> Plain.OTHER;
      case SCRIPT_INTS, SCRIPT_DOUBLES, SCRIPT_BOOLS, SCRIPT_TENSORS, SCRIPT_TYPE_TAG ->
          arguments.get(0);
    };
  }

  private static StorageRef storageOf(Function function, Items arguments) {
    if (arguments.get(0) instanceof StorageRef storage) {
      return storage;
    }
    throw unfit(function.qualified());
  }

  private static TensorRef tensor(Function function, Items arguments, ElementType type) {
    StorageRef storage = storageOf(function, arguments);
    if (!(arguments.get(1) instanceof Whole(long offset))) {
      throw unfit(function.qualified());
    }
    long[] shape = numbers(function, arguments.get(2));
    long[] strides = numbers(function, arguments.get(3));
    return new TensorRef(storage, type, new Strided(offset, shape, strides));
  }

  private static long[] numbers(Function function, Pickled value) {
    List<Pickled> items = tuple(value, function.qualified()).values();
    if (items.size() > Strided.MAX_AXES) {
      throw unfit(function.qualified());
    }
    long[] numbers = new long[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(items.get(i) instanceof Whole(long number))) {
        throw unfit(function.qualified());
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private static InvalidWeightsException unfit(String function) {
    return new InvalidWeightsException(
        "the file's pickle calls %s with arguments that do not fit".formatted(function));
  }
}
