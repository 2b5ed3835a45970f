// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.contextile.intake.download;

import org.jspecify.annotations.NullMarked;
