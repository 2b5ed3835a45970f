// SPDX-License-Identifier: Apache-2.0
/** Tests of a service's health. */
@NullMarked
package org.contextile.jobs.health;

import org.jspecify.annotations.NullMarked;
