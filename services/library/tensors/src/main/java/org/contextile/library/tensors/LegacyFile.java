// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.contextile.library.tensors.Pickled.Items;
import org.contextile.library.tensors.Pickled.Mapping;
import org.contextile.library.tensors.Pickled.StorageRef;
import org.contextile.library.tensors.Pickled.TensorRef;
import org.contextile.library.tensors.Pickled.Text;
import org.contextile.library.tensors.Pickled.Whole;

/**
 * The form that {@code torch.save} wrote before PyTorch 1.6: pickles of a magic number, of the
 * protocol, of the machine, of the value and of the storages' names, then each storage as the
 * number of its elements and their bytes.
 */
final class LegacyFile {

  /** The magic number {@code 0x1950a86a20f9469cfc6c} as an integer of ten bytes in a pickle. */
  private static final long MAGIC = 0x20f9_469c_fc6c_0a8aL;

  private static final int[] MAGIC_PLACES = {2, 11};
  private static final long PROTOCOL = 1001;

  private LegacyFile() {}

  /** Whether a pickle begins with the magic number, behind its protocol and perhaps a frame. */
  static boolean recognises(MemorySegment file) {
    ByteCursor in = new ByteCursor(file, "the file");
    for (int place : MAGIC_PLACES) {
      if (file.byteSize() >= place + Long.BYTES) {
        in.seek(place);
        if (in.i64() == MAGIC) {
          return true;
        }
      }
    }
    return false;
  }

  static WeightsFile read(MemorySegment file) {
    ByteCursor in = new ByteCursor(file, "the file's pickle");
    Unpickler unpickler = new Unpickler(in, false);
    unpickler.load();
    checkMachine(unpickler.load(), unpickler.load());
    Map<String, TensorRef> tensors = Checkpoint.tensors(unpickler.load());
    Map<String, Storage> storages = storages(in, unpickler.load(), unpickler.storages());
    if (in.remaining() > 0) {
      throw new InvalidWeightsException(
          "the file has %d bytes too many behind its last storage".formatted(in.remaining()));
    }
    return new WeightsFile(
        Format.TORCH_LEGACY, TorchArchive.place(tensors, storages, file.byteSize()), Map.of());
  }

  private static void checkMachine(Pickled protocol, Pickled machine) {
    if (!(protocol instanceof Whole(long version) && version == PROTOCOL)) {
      throw new InvalidWeightsException("the file is of an unknown version of torch.save");
    }
    boolean little =
        machine instanceof Mapping(Map<String, Pickled> entries)
            && entries.get("little_endian") instanceof Whole(long truth)
            && truth == 1;
    if (!little) {
      throw new InvalidWeightsException(
          "the file was written on a big-endian machine; save it again on another");
    }
  }

  private static Map<String, Storage> storages(
      ByteCursor in, Pickled keys, Map<String, StorageRef> references) {
    if (!(keys instanceof Items list)) {
      throw PickleStack.damaged();
    }
    Map<String, Storage> storages = new HashMap<>();
    for (Pickled value : list.values()) {
      StorageRef reference = value instanceof Text(String key) ? references.get(key) : null;
      if (reference == null || reference.elements() != in.i64()) {
        throw new InvalidWeightsException(
            "the file's storages are not those that its pickle refers to");
      }
      if (storages.put(reference.key(), new Storage.Mapped(slice(in, reference))) != null) {
        throw new InvalidWeightsException(
            "the file has the storage %s twice".formatted(reference.key()));
      }
    }
    if (storages.size() != references.size()) {
      throw new InvalidWeightsException("the file lacks storages that its pickle refers to");
    }
    return storages;
  }

  private static MemorySegment slice(ByteCursor in, StorageRef reference) {
    try {
      return in.slice(reference.bytes());
    } catch (ArithmeticException e) {
      throw new InvalidWeightsException(
          "the file's storage %s is of absurd size".formatted(reference.key()), e);
    }
  }
}
