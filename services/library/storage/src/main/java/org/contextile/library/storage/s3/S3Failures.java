// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.io.IOException;
import java.util.function.Supplier;
import org.contextile.library.storage.MissingObjectException;
import org.contextile.library.storage.UnreachableStoreException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Failures of the SDK in the words of the port. */
final class S3Failures {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private S3Failures() {}

  /** What a request about an object brings. */
  static <T> T ask(String digest, Supplier<T> request) throws IOException {
    try {
      return request.get();
    } catch (SdkException e) {
      throw isMissing(e) ? new MissingObjectException(digest) : failed(digest, e);
    }
  }

  static IOException failed(String what, SdkException cause) {
    return new UnreachableStoreException("The bucket refused or cannot be reached: " + what, cause);
  }

  static boolean isMissing(SdkException failure) {
    return status(failure) == NOT_FOUND && !(failure instanceof NoSuchBucketException);
  }

  /** Whether a conditional write found an object of that name. */
  static boolean isThere(SdkException failure) {
    return status(failure) == PRECONDITION_FAILED;
  }

  /** Whether another writes an object of that name at this moment. */
  static boolean isContended(SdkException failure) {
    return status(failure) == CONFLICT;
  }

  private static int status(SdkException failure) {
    return failure instanceof AwsServiceException answer ? answer.statusCode() : 0;
  }
}
