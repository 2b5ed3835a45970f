// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.UnstorableText;
import org.jspecify.annotations.Nullable;

/**
 * Names of files that are to lie in one folder and folders in it: paths divided by {@code /}. What
 * one system keeps apart and another does not, by case or by how an accent is written, is one name.
 */
public final class FileNames {
  private static final int LONGEST = 1_000;
  private static final int LONGEST_PART_BYTES = 255;
  private static final int SHOWN = 100;

  /** Names as they were given, by what all systems make of them. */
  private final Map<String, String> files = new HashMap<>();

  private final Map<String, String> folders = new HashMap<>();

  /** Whether a name by itself is one of a file in a folder or in a folder of it. */
  public static boolean isSafe(String name) {
    return fault(name) == null;
  }

  /**
   * Adds a file.
   *
   * @param pointer the request's field that names it, if one does
   * @throws ProblemException {@code unsafe-name} if the name leads out of the folder or is none, if
   *     another file has it, or if it is that of a folder
   */
  public void add(String name, @Nullable String pointer) {
    checkPlain(name, pointer);
    String key = key(name);
    String other = files.putIfAbsent(key, name);
    if (other != null) {
      throw unsafe(
          other.equals(name)
              ? "Two files are named " + shown(name)
              : "%s and %s are one name on some systems".formatted(shown(other), shown(name)),
          pointer);
    }
    if (folders.containsKey(key)) {
      throw ofFolder(name, folders.get(key), pointer);
    }
    int end = key.lastIndexOf('/');
    if (end > 0) {
      addFolders(key.substring(0, end), name, pointer);
    }
  }

  /**
   * Adds a folder.
   *
   * @throws ProblemException {@code unsafe-name} as for a file
   */
  public void addFolder(String name, @Nullable String pointer) {
    checkPlain(name, pointer);
    addFolders(key(name), name, pointer);
  }

  private void addFolders(String deepest, String of, @Nullable String pointer) {
    String folder = deepest;
    while (folders.putIfAbsent(folder, of) == null) {
      if (files.containsKey(folder)) {
        throw ofFolder(files.get(folder), of, pointer);
      }
      int end = folder.lastIndexOf('/');
      if (end < 0) {
        return;
      }
      folder = folder.substring(0, end);
    }
  }

  private static String key(String name) {
    String folded = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static void checkPlain(String name, @Nullable String pointer) {
    String fault = fault(name);
    if (fault != null) {
      throw unsafe("A file's name is refused: %s %s".formatted(shown(name), fault), pointer);
    }
  }

  private static @Nullable String fault(String name) {
    if (name.length() > LONGEST) {
      return "is longer than %,d characters".formatted(LONGEST);
    }
    if (name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
      return "has a backslash or a control character";
    }
    if (!UnstorableText.fits(name)) {
      return "is no Unicode text";
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return "has a part that is empty, '.' or '..'";
      }
      if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART_BYTES) {
        return "has a part of more than %d bytes".formatted(LONGEST_PART_BYTES);
      }
    }
    return isWritable(name)
        ? null
        : "has characters that this server cannot write: set its LC_ALL to C.UTF-8";
  }

  private static boolean isWritable(String name) {
    try {
      var _ = Path.of(name);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static ProblemException ofFolder(
      @Nullable String file, @Nullable String inside, @Nullable String pointer) {
    return unsafe(
        "The file %s has the name of a folder, that of %s"
            .formatted(shown(String.valueOf(file)), shown(String.valueOf(inside))),
        pointer);
  }

  /** What neither a log nor the database minds. */
  private static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .limit(SHOWN)
        .map(it -> Character.isISOControl(it) || isSurrogate(it) ? '\ufffd' : it)
        .forEach(shown::appendCodePoint);
    return "'" + shown + (name.codePointCount(0, name.length()) > SHOWN ? "…'" : "'");
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static ProblemException unsafe(String detail, @Nullable String pointer) {
    Problem problem = ProblemType.UNSAFE_NAME.with(detail + ".");
    return new ProblemException(pointer == null ? problem : problem.at(pointer));
  }
}
