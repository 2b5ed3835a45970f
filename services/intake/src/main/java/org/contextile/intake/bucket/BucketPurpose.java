// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

/**
 * What objects are asked for, as far as advice differs by it.
 *
 * @param field of the request that holds the address
 * @param otherwise what to do without a way to the bucket
 * @param narrower what to name instead of a folder that holds too much
 */
public record BucketPurpose(String field, String otherwise, String narrower) {}
