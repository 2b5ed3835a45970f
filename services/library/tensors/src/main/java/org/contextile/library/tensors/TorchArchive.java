// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.contextile.library.tensors.Pickled.StorageRef;
import org.contextile.library.tensors.Pickled.TensorRef;

/**
 * The zip archives that {@code torch.save} and {@code torch.jit.save} write: below one folder a
 * pickle {@code data.pkl}, and a storage {@code data/KEY} for each that it refers to.
 */
final class TorchArchive {

  private static final String PICKLE = "data.pkl";

  /** What only archives of torch.export have: PyTorch 2.1 at the top, 2.8 in a folder. */
  private static final Pattern EXPORTED =
      Pattern.compile("^serialized_exported_program\\.json$|^[^/]+/archive_format$");

  private static final int MAX_PICKLE = 64 << 20;
  private static final int MAX_INFLATION = 4;
  private static final long SMALL = 1 << 20;

  private final long fileBytes;
  private final Map<String, ZipMember> members;
  private final String root;
  private final boolean script;

  private TorchArchive(MemorySegment file) {
    this.fileBytes = file.byteSize();
    this.members = ZipDirectory.read(file);
    this.root = root(members);
    this.script = members.containsKey(root + "constants.pkl");
  }

  static WeightsFile read(MemorySegment file) {
    TorchArchive archive = new TorchArchive(file);
    archive.checkByteOrder();
    Unpickler unpickler = new Unpickler(archive.pickle(), archive.script);
    Pickled value = unpickler.load();
    Map<String, Storage> storages = archive.storages(unpickler.storages());
    Map<String, TensorRef> tensors =
        archive.script ? ModuleTree.tensors(value) : Checkpoint.tensors(value);
    return new WeightsFile(
        archive.script ? Format.TORCHSCRIPT : Format.TORCH_ZIP,
        place(tensors, storages, file.byteSize()),
        Map.of());
  }

  /** Finds each tensor's storage and checks that the tensor lies in it. */
  static List<StoredTensor> place(
      Map<String, TensorRef> tensors, Map<String, Storage> storages, long fileBytes) {
    StateDictBuilder list = new StateDictBuilder(fileBytes);
    tensors.forEach(
        (name, tensor) -> {
          Storage storage = storages.get(tensor.storage().key());
          if (storage == null) {
            throw new InvalidWeightsException("the file lacks the storage of " + name);
          }
          list.add(name, tensor.type(), tensor.layout(), storage);
        });
    return list.all();
  }

  private static String root(Map<String, ZipMember> members) {
    List<String> pickles =
        members.keySet().stream()
            .filter(name -> name.indexOf('/') == name.length() - PICKLE.length() - 1)
            .filter(name -> name.endsWith("/" + PICKLE))
            .toList();
    if (pickles.size() != 1) {
      if (members.keySet().stream().anyMatch(name -> EXPORTED.matcher(name).find())) {
        throw new InvalidWeightsException(
            "the file is an archive of torch.export, which is not read; save the weights with"
                + " torch.save(model.state_dict(), path), or a program with torch.jit.save");
      }
      throw new InvalidWeightsException(
          "the file is a zip archive, but not one of torch.save or torch.jit.save: it has no"
              + " data.pkl in its one folder");
    }
    String root = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    members.keySet().stream()
        .filter(name -> !name.startsWith(root))
        .findFirst()
        .ifPresent(
            name -> {
              throw new InvalidWeightsException(
                  "the archive's entry %s lies outside of its folder %s".formatted(name, root));
            });
    return root;
  }

  private void checkByteOrder() {
    ZipMember order = members.get(root + "byteorder");
    if (order != null) {
      byte[] text = order.storage(SMALL).bytes().toArray(ValueLayout.JAVA_BYTE);
      if (!new String(text, StandardCharsets.US_ASCII).strip().equals("little")) {
        throw new InvalidWeightsException(
            "the file was written on a big-endian machine; save it again on another");
      }
    }
  }

  private ByteCursor pickle() {
    ZipMember pickle = members.get(root + PICKLE);
    if (pickle == null) {
      throw new InvalidWeightsException("the archive has no " + PICKLE);
    }
    return new ByteCursor(pickle.storage(limit(MAX_PICKLE)).bytes(), "the archive's pickle");
  }

  private Map<String, Storage> storages(Map<String, StorageRef> references) {
    Map<String, Storage> storages = new HashMap<>();
    long inflated = 0;
    for (StorageRef reference : references.values()) {
      ZipMember member = members.get(root + "data/" + reference.key());
      if (member == null) {
        throw new InvalidWeightsException(
            "the archive lacks the storage %s".formatted(reference.key()));
      }
      if (!holds(reference, member.size())) {
        throw new InvalidWeightsException(
            "the archive's storage %s has %d bytes, which does not fit %d elements of %s"
                .formatted(reference.key(), member.size(), reference.elements(), reference.type()));
      }
      storages.put(reference.key(), member.storage(limit(Long.MAX_VALUE) - inflated));
      inflated += member.deflated() ? member.size() : 0;
    }
    return storages;
  }

  private static boolean holds(StorageRef reference, long bytes) {
    try {
      return reference.bytes() == bytes;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  // Weights hardly shrink, so what inflates to far more than the file is no weights.
  private long limit(long most) {
    return Math.min(most, MAX_INFLATION * fileBytes + SMALL);
  }
}
