// SPDX-License-Identifier: Apache-2.0
/** Backbones: importing, assembling and listing them. */
@NullMarked
package org.contextile.models.registry;

import org.jspecify.annotations.NullMarked;
