// SPDX-License-Identifier: Apache-2.0
/** The catalogue of problems (RFC 9457), from which answers, the contract and the docs are made. */
@NullMarked
package org.contextile.api.problem;

import org.jspecify.annotations.NullMarked;
