// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The named tensors of a file of weights, whatever its {@link Format}. The file is mapped, so that
 * a tensor takes memory only while it is used; it must not change until this is closed.
 *
 * <p>A checkpoint may keep state dictionaries inside others: the keys on the way to a tensor stand
 * before its name, as in {@code teacher.backbone.cls_token}. Which of the names are a network's is
 * for those to find out who know the network.
 */
public final class StateDict implements AutoCloseable {

  private final Arena arena;
  private final WeightsFile file;
  private final Map<String, StoredTensor> byName = new LinkedHashMap<>();

  private StateDict(Arena arena, WeightsFile file) {
    this.arena = arena;
    this.file = file;
    file.tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
  }

  /**
   * Opens a file, finds out its format and checks all of it but the tensors' values.
   *
   * @throws InvalidWeightsException if it is no such file, damaged, or asks for more than to be
   *     read; the message is for the user
   * @throws IOException if it cannot be read
   */
  public static StateDict open(Path path) throws IOException {
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      StateDict dict = new StateDict(arena, FileKind.of(bytes).read(bytes));
      opened = true;
      return dict;
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  /** What kind of file it is. */
  public Format format() {
    return file.format();
  }

  /** The tensors' names in the file's order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** The tensor of that name. */
  public Optional<StoredTensor> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The tensors in the file's order. */
  public List<StoredTensor> tensors() {
    return file.tensors();
  }

  /** The texts under {@code __metadata__} of a safetensors file; else empty. */
  public Map<String, String> metadata() {
    return file.metadata();
  }

  /** Unmaps the file; its tensors cannot be read any more. */
  @Override
  public void close() {
    arena.close();
  }
}
