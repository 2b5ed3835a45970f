// SPDX-License-Identifier: Apache-2.0
/** Tests of the fine-tuning worker. */
@NullMarked
package org.contextile.finetune;

import org.jspecify.annotations.NullMarked;
