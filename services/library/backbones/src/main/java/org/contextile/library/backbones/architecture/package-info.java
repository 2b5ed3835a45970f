// SPDX-License-Identifier: Apache-2.0
/** Networks of timm as TorchScript programs, assembled from weights in files. */
@NullMarked
package org.contextile.library.backbones.architecture;

import org.jspecify.annotations.NullMarked;
