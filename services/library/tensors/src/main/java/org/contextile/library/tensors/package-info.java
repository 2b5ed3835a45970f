// SPDX-License-Identifier: Apache-2.0
/**
 * Weights that laboratories bring: safetensors, {@code torch.save} and TorchScript files, read
 * without Python or native code. Every file is taken for hostile: pickles build tensors and plain
 * values and nothing else, and sizes are checked before anything is allocated.
 */
@NullMarked
package org.contextile.library.tensors;

import org.jspecify.annotations.NullMarked;
