// SPDX-License-Identifier: Apache-2.0
/** How slides come in: as uploads or from allowed folders, and the job that measures them. */
@NullMarked
package org.contextile.ingest.arrival;

import org.jspecify.annotations.NullMarked;
