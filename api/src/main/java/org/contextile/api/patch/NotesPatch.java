// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.patch;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user says of a thing, to be set, removed or left as it is. */
@JsonAutoDetect(
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    fieldVisibility = JsonAutoDetect.Visibility.NONE)
public class NotesPatch {
  private static final String NOTES = "notes";

  private final Map<String, @Nullable String> given = new LinkedHashMap<>();

  /** Sets them; null removes them. */
  @JsonSetter(NOTES)
  public void setNotes(@Nullable String notes) {
    give(NOTES, notes);
  }

  /** Whether they are to change. */
  public boolean setsNotes() {
    return gives(NOTES);
  }

  /** What they become; null if they go, or stay as they are. */
  public @Nullable String notes() {
    return given(NOTES);
  }

  /** What is given, as it is sent. */
  @JsonAnyGetter
  public Map<String, @Nullable String> given() {
    return Collections.unmodifiableMap(given);
  }

  void give(String name, @Nullable String value) {
    given.put(name, value);
  }

  boolean gives(String name) {
    return given.containsKey(name);
  }

  @Nullable String given(String name) {
    return given.get(name);
  }
}
