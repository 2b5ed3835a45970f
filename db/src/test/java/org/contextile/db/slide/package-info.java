// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.contextile.db.slide;

import org.jspecify.annotations.NullMarked;
