// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.UUID;

/** A slide's id and its name, which others of the workspace may have, too. */
public record NamedSlide(UUID id, String name) {}
