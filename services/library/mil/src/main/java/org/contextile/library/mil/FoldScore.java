// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.util.OptionalDouble;
import org.contextile.library.evaluation.metrics.ConfusionMatrix;

/**
 * How the network of one fold did on its test slides.
 *
 * @param fold from 0
 * @param auroc macro one-versus-rest; empty when the test slides lack a class
 * @param confusion of the most probable classes
 * @param loss mean cross-entropy, unweighted
 */
public record FoldScore(int fold, OptionalDouble auroc, ConfusionMatrix confusion, double loss) {}
