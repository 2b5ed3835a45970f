// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

/** The kinds of file that hold weights. */
public enum Format {
  /** Hugging Face's safetensors. */
  SAFETENSORS,
  /** {@code torch.save} since PyTorch 1.6: a zip of a pickle and storages. */
  TORCH_ZIP,
  /** {@code torch.save} before PyTorch 1.6: pickles followed by storages. */
  TORCH_LEGACY,
  /** {@code torch.jit.save}, libtorch's {@code Module::save}, or an archive of our own. */
  TORCHSCRIPT
}
