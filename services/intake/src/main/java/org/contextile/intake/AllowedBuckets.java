// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.util.List;
import org.contextile.api.problem.ProblemException;

/**
 * The buckets of S3, or folders in them, from which objects of every workspace may be named, and
 * the check that a name stays in them. It asks nobody: what is allowed need not be there.
 */
public final class AllowedBuckets {
  private final List<BucketAddress> folders;

  /**
   * @param allowed each a bucket's name, or one with a folder, such as {@code models/pathology/}
   */
  public AllowedBuckets(List<String> allowed) {
    this.folders = allowed.stream().map(AllowedBuckets::folder).toList();
  }

  /**
   * What an address names. An allowed folder that is named without its {@code /} gets it.
   *
   * @param uri as {@code s3://BUCKET/KEY}
   * @param pointer the request's field that holds the address
   * @throws ProblemException {@code invalid-request} or {@code unsafe-name}, the latter when it
   *     lies in no allowed bucket or folder
   */
  public BucketAddress resolve(String uri, String pointer) {
    BucketAddress address = BucketAddress.parse(uri, pointer);
    for (BucketAddress folder : folders) {
      if (address.bucket().equals(folder.bucket())) {
        if (address.key().startsWith(folder.key())) {
          return address;
        }
        if (address.asFolder().equals(folder)) {
          return folder;
        }
      }
    }
    throw BucketAddress.unsafe(
        "The address lies in no bucket or folder of one that this server allows"
            + " (contextile.intake.buckets).",
        pointer);
  }

  private static BucketAddress folder(String allowed) {
    try {
      return BucketAddress.parse(BucketAddress.SCHEME + allowed.strip(), "").asFolder();
    } catch (ProblemException e) {
      throw new IllegalArgumentException(
          "contextile.intake.buckets: %s: %s".formatted(allowed, e.getMessage()), e);
    }
  }
}
