// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import java.util.List;
import java.util.Objects;
import org.contextile.intake.BucketAddress;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** What a folder of a bucket holds, page by page. */
final class BucketListing {
  static final int MOST_BESIDE = 5_000;

  private static final int PAGE = 1_000;

  private final BucketAddress folder;
  private final boolean below;
  private @Nullable ListObjectsV2Request next;
  private boolean folders;
  private int asked;

  /**
   * @param below whether objects in folders of it count
   */
  BucketListing(BucketAddress folder, boolean below) {
    this.folder = folder;
    this.below = below;
    this.next =
        ListObjectsV2Request.builder()
            .bucket(folder.bucket())
            .prefix(folder.key())
            .delimiter(below ? null : "/")
            .maxKeys(PAGE)
            .build();
  }

  boolean more() {
    return next != null;
  }

  /** How many names were asked for. */
  int asked() {
    return asked;
  }

  boolean sawFolders() {
    return folders;
  }

  /** The next page; the same once more after a failure. */
  List<BucketObject> next(S3Client client) {
    ListObjectsV2Request page = Objects.requireNonNull(next);
    ListObjectsV2Response answer = client.listObjectsV2(page);
    asked += PAGE;
    folders = folders || answer.hasCommonPrefixes();
    next =
        Boolean.TRUE.equals(answer.isTruncated())
            ? page.toBuilder().continuationToken(answer.nextContinuationToken()).build()
            : null;
    return answer.contents().stream()
        .filter(it -> isIn(it.key()))
        .map(
            it ->
                new BucketObject(
                    new BucketAddress(folder.bucket(), it.key()), it.size(), it.eTag()))
        .toList();
  }

  /** Some stores list more than was asked for, and the folder itself. */
  private boolean isIn(String key) {
    int start = folder.key().length();
    return key.startsWith(folder.key())
        && key.length() > start
        && (below ? !key.endsWith("/") : key.indexOf('/', start) < 0);
  }
}
