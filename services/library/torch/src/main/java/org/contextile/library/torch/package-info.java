// SPDX-License-Identifier: Apache-2.0
/**
 * TorchScript programs: archives written in pure Java, and modules loaded from them into libtorch.
 */
@NullMarked
package org.contextile.library.torch;

import org.jspecify.annotations.NullMarked;
