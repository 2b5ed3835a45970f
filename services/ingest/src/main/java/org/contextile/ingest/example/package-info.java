// SPDX-License-Identifier: Apache-2.0
/** Slides that everybody has, to try the platform with. */
@NullMarked
package org.contextile.ingest.example;

import org.jspecify.annotations.NullMarked;
