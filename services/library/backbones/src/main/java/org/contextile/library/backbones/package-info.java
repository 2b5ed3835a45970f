// SPDX-License-Identifier: Apache-2.0
/** Feature extractors: imported from TorchScript or assembled, checked by a trial, and run. */
@NullMarked
package org.contextile.library.backbones;

import org.jspecify.annotations.NullMarked;
