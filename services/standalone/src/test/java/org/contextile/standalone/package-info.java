// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.contextile.standalone;

import org.jspecify.annotations.NullMarked;
