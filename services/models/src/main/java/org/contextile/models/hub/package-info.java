// SPDX-License-Identifier: Apache-2.0
/** The Hugging Face Hub: what a repository holds at a commit, and files of it, checked. */
@NullMarked
package org.contextile.models.hub;

import org.jspecify.annotations.NullMarked;
