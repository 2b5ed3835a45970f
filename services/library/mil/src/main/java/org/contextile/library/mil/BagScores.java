// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

/**
 * What a classifier says of one bag of n tiles.
 *
 * @param probabilities [C], sum to 1
 * @param attention [n], sum to 1
 * @param rawAttention [n], before the softmax
 * @param tileProbabilities [n][C]: of a slide that had this tile alone
 */
@SuppressWarnings("ArrayRecordComponent") // long vectors, passed on and never compared
public record BagScores(
    double[] probabilities, float[] attention, float[] rawAttention, float[][] tileProbabilities) {}
