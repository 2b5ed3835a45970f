// SPDX-License-Identifier: Apache-2.0
/**
 * Heads: the networks that turn a slide's bag of tile features into logits and attention. {@link
 * org.contextile.library.mil.head.Head} says how to add one.
 */
@NullMarked
package org.contextile.library.mil.head;

import org.jspecify.annotations.NullMarked;
