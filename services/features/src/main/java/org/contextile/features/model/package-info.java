// SPDX-License-Identifier: Apache-2.0
/** Backbones: importing, assembling and listing them. */
@NullMarked
package org.contextile.features.model;

import org.jspecify.annotations.NullMarked;
