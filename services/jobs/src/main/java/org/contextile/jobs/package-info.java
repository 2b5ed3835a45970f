// SPDX-License-Identifier: Apache-2.0
/**
 * Running, following and repeating jobs; {@link org.contextile.jobs.ServiceConfiguration} brings
 * what every service has in common.
 */
@NullMarked
package org.contextile.jobs;

import org.jspecify.annotations.NullMarked;
