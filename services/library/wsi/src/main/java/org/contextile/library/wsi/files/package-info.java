// SPDX-License-Identifier: Apache-2.0
/** Which files one slide is made of: DICOM series, MRXS with its folder, VMS with its pictures. */
@NullMarked
package org.contextile.library.wsi.files;

import org.jspecify.annotations.NullMarked;
