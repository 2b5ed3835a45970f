// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;

/**
 * Reads safetensors: eight bytes with the header's length, the header, and the tensors' bytes,
 * which must follow one another without a gap to the very end of the file.
 */
final class SafetensorsReader {

  private static final int MAX_HEADER = 100_000_000;

  private SafetensorsReader() {}

  static WeightsFile read(MemorySegment file) {
    ByteCursor in = new ByteCursor(file, "the safetensors header");
    long length = in.i64();
    if (length < 0 || length > MAX_HEADER) {
      throw new InvalidWeightsException(
          "the safetensors header claims %d bytes, more than is allowed".formatted(length));
    }
    SafetensorsHeader header = SafetensorsHeader.parse(in.text(length, MAX_HEADER));
    MemorySegment data = in.slice(in.remaining());
    checkPlaces(header.tensors(), data.byteSize());
    StateDictBuilder tensors = new StateDictBuilder(file.byteSize());
    for (SafetensorsHeader.Tensor tensor : header.tensors()) {
      MemorySegment bytes = data.asSlice(tensor.begin(), tensor.end() - tensor.begin());
      tensors.add(tensor.name(), tensor.type(), layout(tensor), new Storage.Mapped(bytes));
    }
    return new WeightsFile(Format.SAFETENSORS, tensors.all(), header.metadata());
  }

  private static void checkPlaces(List<SafetensorsHeader.Tensor> tensors, long size) {
    long free = 0;
    for (SafetensorsHeader.Tensor tensor :
        tensors.stream()
            .sorted(
                Comparator.comparingLong(SafetensorsHeader.Tensor::begin)
                    .thenComparingLong(SafetensorsHeader.Tensor::end))
            .toList()) {
      if (tensor.end() > size) {
        throw new InvalidWeightsException(
            "tensor %s reaches beyond the end of the file".formatted(tensor.name()));
      }
      if (tensor.begin() != free || tensor.end() < tensor.begin()) {
        throw new InvalidWeightsException(
            "tensor %s does not lie behind the one before it".formatted(tensor.name()));
      }
      free = tensor.end();
    }
    if (free != size) {
      throw new InvalidWeightsException(
          "the file has %d bytes that belong to no tensor".formatted(size - free));
    }
  }

  private static Strided layout(SafetensorsHeader.Tensor tensor) {
    try {
      long bytes =
          Math.multiplyExact(Strided.elements(tensor.shape()), (long) tensor.type().bytes());
      if (bytes == tensor.end() - tensor.begin()) {
        return Strided.contiguous(tensor.shape());
      }
    } catch (ArithmeticException e) {
      throw new InvalidWeightsException(
          "tensor %s has an absurd shape".formatted(tensor.name()), e);
    }
    throw new InvalidWeightsException(
        "tensor %s has %d bytes, which does not fit its shape and type %s"
            .formatted(tensor.name(), tensor.end() - tensor.begin(), tensor.type()));
  }
}
