// SPDX-License-Identifier: Apache-2.0
/**
 * Networks and their training on libtorch: backbones, masked context modelling, multiple-instance
 * learning.
 */
@NullMarked
package org.contextile.learning;

import org.jspecify.annotations.NullMarked;
