// SPDX-License-Identifier: Apache-2.0
/** How fast our networks run beside timm's under PyTorch. */
@NullMarked
package org.contextile.bench.backbone;

import org.jspecify.annotations.NullMarked;
