// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.patch;

import com.fasterxml.jackson.annotation.JsonSetter;
import org.jspecify.annotations.Nullable;

/** A thing's name and what a user says of it, each to be set or left as it is. */
public final class NamedPatch extends NotesPatch {
  private static final String NAME = "name";

  /** Sets it; null asks to remove it, which is to be refused. */
  @JsonSetter(NAME)
  public void setName(@Nullable String name) {
    give(NAME, name);
  }

  /** Whether it is to change. */
  public boolean setsName() {
    return gives(NAME);
  }

  /** What it becomes; null if it is asked to go, or stays as it is. */
  public @Nullable String name() {
    return given(NAME);
  }
}
