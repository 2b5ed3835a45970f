// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;

/**
 * What a bucket of S3 holds under a name: an object, or a folder, which is what objects have in
 * common whose names begin alike. Keys are taken literally: {@code %20} is three characters.
 *
 * @param bucket its name
 * @param key of an object; of a folder it is empty, or ends with {@code /}
 */
public record BucketAddress(String bucket, String key) {
  static final String SCHEME = "s3://";

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final int KEY_BYTES = 1024;

  /** Whether this can only be a folder. */
  public boolean isFolder() {
    return key.isEmpty() || key.endsWith("/");
  }

  /** The folder with an object's name. */
  public BucketAddress asFolder() {
    return isFolder() ? this : new BucketAddress(bucket, key + "/");
  }

  /** An object of this folder, or one beside this object. */
  public BucketAddress sibling(String name) {
    return new BucketAddress(bucket, key.substring(0, key.lastIndexOf('/') + 1) + name);
  }

  /** The last part of the key; empty of a folder. */
  public String name() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /** The last part of the key, be it a folder's; of a whole bucket the bucket's name. */
  public String lastName() {
    String path = isFolder() && !key.isEmpty() ? key.substring(0, key.length() - 1) : key;
    return path.isEmpty() ? bucket : path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }

  /**
   * Reads {@code s3://BUCKET/KEY}.
   *
   * @param pointer the request's field that holds the address
   * @throws ProblemException {@code invalid-request} if it is none, {@code unsafe-name} if a part
   *     of its key is empty, {@code .} or {@code ..}
   */
  static BucketAddress parse(String uri, String pointer) {
    if (!uri.startsWith(SCHEME)) {
      throw invalid("An address in a bucket is s3://BUCKET/KEY.", pointer);
    }
    String rest = uri.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String key = slash < 0 ? "" : rest.substring(slash + 1);
    if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
      throw invalid(
          "A bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens.", pointer);
    }
    check(key, pointer);
    return new BucketAddress(bucket, key);
  }

  private static void check(String key, String pointer) {
    if (key.indexOf('?') >= 0 || key.indexOf('#') >= 0) {
      throw invalid("An address in a bucket has no query and no fragment.", pointer);
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)
        || key.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES) {
      throw invalid("A key has at most %,d bytes of UTF-8.".formatted(KEY_BYTES), pointer);
    }
    String parts = key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
    boolean unsafe =
        !key.isEmpty()
            && Arrays.stream(parts.split("/", -1))
                .anyMatch(it -> it.isEmpty() || it.equals(".") || it.equals(".."));
    if (unsafe || key.codePoints().anyMatch(Character::isISOControl)) {
      throw unsafe(
          "A key has no part that is empty, '.' or '..', and no control characters.", pointer);
    }
  }

  static ProblemException unsafe(String detail, String pointer) {
    return new ProblemException(ProblemType.UNSAFE_NAME.with(detail).at(pointer));
  }

  private static ProblemException invalid(String detail, String pointer) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at(pointer));
  }
}
