// SPDX-License-Identifier: Apache-2.0
/** The fine-tuning worker: adapts a feature extractor to a workspace's slides, and nothing else. */
@NullMarked
package org.contextile.finetune;

import org.jspecify.annotations.NullMarked;
