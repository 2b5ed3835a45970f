// SPDX-License-Identifier: Apache-2.0
/** Tests of single trainings under a job that is a fake. */
@NullMarked
package org.contextile.finetune.training;

import org.jspecify.annotations.NullMarked;
