// SPDX-License-Identifier: Apache-2.0
/** The registry of models: imported from files, the Hub and buckets, assembled, exported. */
@NullMarked
package org.contextile.models;

import org.jspecify.annotations.NullMarked;
