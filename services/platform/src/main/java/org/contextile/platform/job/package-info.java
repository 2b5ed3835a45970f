// SPDX-License-Identifier: Apache-2.0
/** Running jobs: claiming them, keeping their leases, and publishing what they make. */
@NullMarked
package org.contextile.platform.job;

import org.jspecify.annotations.NullMarked;
