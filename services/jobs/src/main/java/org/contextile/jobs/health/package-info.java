// SPDX-License-Identifier: Apache-2.0
/** What a service's health says beside its connections. */
@NullMarked
package org.contextile.jobs.health;

import org.jspecify.annotations.NullMarked;
