// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A slide file with whose it is and what it shows; empty texts where the user says neither.
 *
 * @param fold in which its label file wants it held out; null where that has no folds
 */
record DemoSlide(Path file, String patient, String label, @Nullable Integer fold) {}
