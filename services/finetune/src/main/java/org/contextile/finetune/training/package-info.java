// SPDX-License-Identifier: Apache-2.0
/** Fine-tuning jobs: a request's slides and models into the training, its outcome into a model. */
@NullMarked
package org.contextile.finetune.training;

import org.jspecify.annotations.NullMarked;
