// SPDX-License-Identifier: Apache-2.0
/** The five services as five processes of their own against one database. */
@NullMarked
package org.contextile.standalone.fleet;

import org.jspecify.annotations.NullMarked;
