// SPDX-License-Identifier: Apache-2.0
/**
 * Immutable objects named by their SHA-256. {@link org.contextile.library.storage.ObjectStore} is
 * the port; its contract is the compatibility kit in this module's tests, which every
 * implementation extends.
 */
@NullMarked
package org.contextile.library.storage;

import org.jspecify.annotations.NullMarked;
