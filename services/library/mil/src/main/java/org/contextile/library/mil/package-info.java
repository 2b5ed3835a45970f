// SPDX-License-Identifier: Apache-2.0
/**
 * Multiple-instance learning: gated-attention classifiers (ABMIL) of slides, each a bag of tile
 * features, trained and judged by cross-validation over patients.
 *
 * <p>The network is Ilse, Tomczak and Welling, <i>Attention-based Deep Multiple Instance
 * Learning</i>, ICML 2018, arXiv 1802.04712.
 */
@NullMarked
package org.contextile.library.mil;

import org.jspecify.annotations.NullMarked;
