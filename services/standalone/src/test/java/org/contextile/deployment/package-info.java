// SPDX-License-Identifier: Apache-2.0
/** Tests of what the platform is deployed with: images, compose file, chart and doctor. */
@NullMarked
package org.contextile.deployment;

import org.jspecify.annotations.NullMarked;
