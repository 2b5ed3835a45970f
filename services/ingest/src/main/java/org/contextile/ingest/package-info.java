// SPDX-License-Identifier: Apache-2.0
/** The ingest service: slides come in, are checked and measured, and can be looked at. */
@NullMarked
package org.contextile.ingest;

import org.jspecify.annotations.NullMarked;
