// SPDX-License-Identifier: Apache-2.0
/** Feature extractors (backbones), imported, assembled or fine-tuned. */
@NullMarked
package org.contextile.db.model;

import org.jspecify.annotations.NullMarked;
