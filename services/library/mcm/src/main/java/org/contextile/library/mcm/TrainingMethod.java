// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/** What the student is trained to do. */
public enum TrainingMethod {
  /** Predict the teacher's features of masked patches from the visible ones around them. */
  MASKED_CONTEXT,
  /** The control: no mask, no context; a linear head maps each patch's feature to its target. */
  PLAIN_DISTILLATION
}
