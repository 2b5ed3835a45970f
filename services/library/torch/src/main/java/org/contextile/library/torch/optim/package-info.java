// SPDX-License-Identifier: Apache-2.0
/** Optimisers that are TorchScript programs with state of their own, and schedules. */
@NullMarked
package org.contextile.library.torch.optim;

import org.jspecify.annotations.NullMarked;
