// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.nio.file.Path;

/** A slide file with whose it is and what it shows. */
record DemoSlide(Path file, String patient, String label) {}
