// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostileTensorTest {

  /** A file of one tensor in a storage of four floats, 16 bytes. */
  private static byte[] file(long elements, long offset, long[] shape, long[] strides) {
    PickleBytes pickle = new PickleBytes();
    pickle.entry("w", () -> pickle.tensor("0", elements, offset, shape, strides));
    return ArchiveBytes.around(pickle.end());
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> Fixtures.read(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining(message);
  }

  private static long[] of(long... values) {
    return values;
  }

  @Test
  void theHonestTensorIsRead() {
    assertThat(Fixtures.read(file(4, 1, of(3), of(1))).tensors().get(0).floats()).hasSize(3);
    assertThat(Fixtures.read(file(4, 0, of(7, 2), of(0, 1))).tensors().get(0).floats()).hasSize(14);
    assertThat(Fixtures.read(file(4, 4, of(0, 9), of(1 << 30, 1))).tensors().get(0).floats())
        .isEmpty();
  }

  @Test
  void tensorsMustLieInTheirStorage() {
    assertRefused(file(4, 0, of(5), of(1)), "w reaches beyond the end of its storage");
    assertRefused(file(4, 4, of(), of()), "beyond the end");
    assertRefused(file(4, 2, of(3), of(1)), "beyond the end");
    assertRefused(file(4, 0, of(2, 2), of(3, 1)), "beyond the end");
    assertRefused(file(4, Long.MAX_VALUE, of(1), of(1)), "beyond the end");
    assertRefused(file(4, 5, of(0), of(1)), "beyond the end");
    assertRefused(file(4, 1, of(2), of(Long.MAX_VALUE)), "absurd shape");
    assertRefused(file(4, 0, of(Long.MAX_VALUE), of(Long.MAX_VALUE)), "absurd shape");
    assertRefused(file(4, 0, of(1L << 32, 1L << 32), of(0, 0)), "absurd shape");
  }

  @Test
  void impossibleFiguresAreRefused() {
    assertRefused(file(4, -1, of(1), of(1)), "impossible");
    assertRefused(file(4, 0, of(-1), of(1)), "impossible");
    assertRefused(file(4, 3, of(2), of(-1)), "impossible");
    assertRefused(file(4, 0, of(1, 1), of(1)), "impossible");
    assertRefused(file(4, 0, new long[17], new long[17]), "do not fit");
  }

  @Test
  void expandedViewsMayNotBeMuchLargerThanTheFile() {
    assertRefused(file(4, 0, of(1 << 20, 1 << 10), of(0, 0)), "absurd shape for a file of");
    assertRefused(file(4, 0, of(1L << 40), of(0)), "absurd shape for a file of");
    PickleBytes many = new PickleBytes().op('}');
    for (int i = 0; i < 30; i++) {
      many.text("w" + i).tensor("0", 4, 0, of(4000), of(0)).op('s');
    }
    assertRefused(ArchiveBytes.around(many.end()), "absurd shape for a file of");
  }

  @Test
  void storagesMustHaveTheSizeThatThePickleGives() {
    assertRefused(file(5, 0, of(1), of(1)), "does not fit 5 elements of F32");
    assertRefused(file(3, 0, of(1), of(1)), "does not fit");
    assertRefused(file(1L << 62, 0, of(1), of(1)), "does not fit");
    assertRefused(file(-4, 0, of(1), of(1)), "unknown way");
  }

  @Test
  void aStorageHasOneTypeAndIsThere() {
    PickleBytes two = new PickleBytes().op('}').text("a");
    two.storage("FloatStorage", "0", 4).op('s').text("b").storage("IntStorage", "0", 4).op('s');
    assertRefused(ArchiveBytes.around(two.end()), "in two ways");
    PickleBytes absent = new PickleBytes();
    absent.entry("w", () -> absent.tensor("../../etc/passwd", 4, 0, of(1), of(1)));
    assertRefused(ArchiveBytes.around(absent.end()), "lacks the storage ../../etc/passwd");
    PickleBytes complex = new PickleBytes();
    complex.entry("w", () -> complex.storage("ComplexFloatStorage", "0", 2));
    assertRefused(ArchiveBytes.around(complex.end()), "torch.ComplexFloatStorage");
  }

  @Test
  void untypedStoragesAreCutAtTheirBytes() {
    assertThat(Fixtures.read(ArchiveBytes.around(untyped("int16", 8))).tensors().get(0).floats())
        .hasSize(8);
    assertRefused(ArchiveBytes.around(untyped("int16", 9)), "beyond the end");
    assertRefused(ArchiveBytes.around(untyped("complex64", 1)), "torch.complex64");
  }

  private static byte[] untyped(String type, long elements) {
    PickleBytes pickle = new PickleBytes().op('}').text("w");
    pickle.global("torch._utils", "_rebuild_tensor_v3").op('(', '(').text("storage");
    pickle.global("torch.storage", "UntypedStorage").text("0").text("cpu").whole(16);
    pickle.op('t', 'Q').whole(0).tuple(elements).tuple(1).op(0x89, 'N').global("torch", type);
    return pickle.op('t', 'R', 's').end();
  }

  @Test
  void namesAreBounded() {
    PickleBytes unnamed = new PickleBytes();
    unnamed.entry("", () -> unnamed.tensor("0", 4, 0, of(1), of(1)));
    assertRefused(ArchiveBytes.around(unnamed.end()), "name has no");
    PickleBytes long_ = new PickleBytes();
    long_.entry("x".repeat(2000), () -> long_.tensor("0", 4, 0, of(1), of(1)));
    assertRefused(ArchiveBytes.around(long_.end()), "more than 1024 characters");
    PickleBytes control = new PickleBytes();
    control.entry("a\u001b[2J\nb", () -> control.tensor("0", 4, 9, of(1), of(1)));
    assertRefused(ArchiveBytes.around(control.end()), "a?[2J?b");
  }
}
