// SPDX-License-Identifier: Apache-2.0
/**
 * Masked context modelling with knowledge distillation: a student learns to predict a frozen
 * teacher's features of patches that it does not see from their neighbours (arXiv 2403.05325).
 */
@NullMarked
package org.contextile.library.mcm;

import org.jspecify.annotations.NullMarked;
