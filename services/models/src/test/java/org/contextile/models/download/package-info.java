// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.contextile.models.download;

import org.jspecify.annotations.NullMarked;
