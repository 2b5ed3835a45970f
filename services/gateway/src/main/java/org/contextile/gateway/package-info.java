// SPDX-License-Identifier: Apache-2.0
/**
 * The public edge of the platform: cohorts, job submission and status, routes, contract and page.
 */
@NullMarked
package org.contextile.gateway;

import org.jspecify.annotations.NullMarked;
