// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

/** A model that failed on a slide; the others of the pass went on. */
record FailedModel(RuntimeException cause) implements PassResult {}
