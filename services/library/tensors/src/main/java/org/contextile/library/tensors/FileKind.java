// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Tells the kinds of file apart by their first bytes; names and suffixes mean nothing. */
enum FileKind {
  ZIP,
  LEGACY,
  SAFETENSORS;

  private static final int HEAD = 64;

  WeightsFile read(MemorySegment file) {
    return switch (this) {
      case ZIP -> TorchArchive.read(file);
      case LEGACY -> LegacyFile.read(file);
      case SAFETENSORS -> SafetensorsReader.read(file);
    };
  }

  static FileKind of(MemorySegment file) {
    byte[] bytes = file.asSlice(0, Math.min(HEAD, file.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    if (head.startsWith("PK\3\4")) {
      return ZIP;
    }
    if (LegacyFile.recognises(file)) {
      return LEGACY;
    }
    if (head.startsWith("{", Long.BYTES)) {
      return SAFETENSORS;
    }
    throw new InvalidWeightsException(unknown(head));
  }

  private static String unknown(String head) {
    if (head.isEmpty()) {
      return "the file is empty";
    }
    if (head.startsWith("version https://git-lfs")) {
      return "the file is a Git LFS pointer and not the weights; fetch them with git lfs pull";
    }
    if (head.startsWith("\u0080")) {
      return "the file is a plain pickle, which is not read; save the weights with torch.save or as"
          + " safetensors";
    }
    return "the file is neither safetensors, nor of torch.save, nor TorchScript";
  }
}
