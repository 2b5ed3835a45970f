// SPDX-License-Identifier: Apache-2.0
/**
 * How fast tiles are read and features extracted, beside other ways and what the machine allows.
 */
@NullMarked
package org.contextile.bench.features;

import org.jspecify.annotations.NullMarked;
