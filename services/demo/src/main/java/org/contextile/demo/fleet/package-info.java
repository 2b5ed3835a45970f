// SPDX-License-Identifier: Apache-2.0
/** The five services as five processes of their own against one database. */
@NullMarked
package org.contextile.demo.fleet;

import org.jspecify.annotations.NullMarked;
