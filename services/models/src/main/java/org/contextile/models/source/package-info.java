// SPDX-License-Identifier: Apache-2.0
/**
 * Where the files of an imported model come from: uploads, allowed folders and buckets, the Hub.
 */
@NullMarked
package org.contextile.models.source;

import org.jspecify.annotations.NullMarked;
