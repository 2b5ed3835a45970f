// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.upkeep;

import java.util.UUID;
import org.contextile.api.patch.NamedPatch;
import org.contextile.api.patch.NotesPatch;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Names that things get later, and what users say of them. */
public class Amendments {
  private static final int LONGEST_NAME = 200;

  /** That of a file. */
  private static final int LONGEST_SLIDE_NAME = 255;

  private static final int LONGEST_NOTES = 10_000;

  private final JdbcClient jdbc;

  public Amendments(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Changes what a patch says.
   *
   * @throws ProblemException {@code not-found}, {@code name-taken}, or {@code bad-request} for a
   *     text that is none
   */
  public void amend(String workspace, Thing thing, UUID id, NotesPatch patch) {
    @Nullable String name =
        patch instanceof NamedPatch named && named.setsName() ? name(thing, named) : null;
    @Nullable String notes = patch.notes();
    if (notes != null) {
      check(notes, LONGEST_NOTES, "notes");
    }
    try {
      int amended =
          jdbc.sql(
                  "UPDATE %s SET %s notes = CASE WHEN :noted THEN :notes ELSE notes END WHERE id = :id AND workspace = :workspace"
                      .formatted(thing.table(), name == null ? "" : "name = :name,"))
              .param("name", name)
              .param("noted", patch.setsNotes())
              .param("notes", notes == null || notes.isEmpty() ? null : notes)
              .param("id", id)
              .param("workspace", workspace)
              .update();
      if (amended == 0) {
        throw ProblemException.notFound(thing.text(), id);
      }
    } catch (DuplicateKeyException e) {
      throw new ProblemException(
          ProblemType.NAME_TAKEN
              .with("There is a %s of the name %s already.".formatted(thing.text(), name))
              .at("/name"),
          e);
    }
  }

  private static String name(Thing thing, NamedPatch patch) {
    @Nullable String name = patch.name();
    if (name == null || name.isBlank()) {
      throw refused("A name cannot be removed: leave it out, or give another.", "name");
    }
    check(name, thing == Thing.SLIDE ? LONGEST_SLIDE_NAME : LONGEST_NAME, "name");
    return name;
  }

  private static void check(String text, int longest, String field) {
    if (text.codePointCount(0, text.length()) > longest) {
      throw refused("%s has %d characters at most.".formatted(field, longest), field);
    }
    if (text.indexOf('\0') >= 0) {
      throw refused(field + " holds the character NUL, which no text here has.", field);
    }
  }

  private static ProblemException refused(String detail, String field) {
    return new ProblemException(ProblemType.BAD_REQUEST.with(detail).at("/" + field));
  }
}
