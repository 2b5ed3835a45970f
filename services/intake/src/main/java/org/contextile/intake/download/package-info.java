// SPDX-License-Identifier: Apache-2.0
/** What downloads from different servers have in common. */
@NullMarked
package org.contextile.intake.download;

import org.jspecify.annotations.NullMarked;
