// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import java.util.Objects;
import java.util.Set;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.intake.BucketAddress;
import org.contextile.intake.download.NoAnswer;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What went wrong with an address, and what to do about it. What the store writes beside its codes
 * is not passed on: it may name accounts.
 */
record BucketProblems(S3Properties properties, BucketAddress address, BucketPurpose purpose) {
  private static final Set<String> PASSING =
      Set.of(
          "RequestTimeout",
          "RequestTimeTooSkewed",
          "SlowDown",
          "Throttling",
          "RequestLimitExceeded");
  private static final Set<String> ELSEWHERE =
      Set.of("PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed");
  private static final Set<String> UNKNOWN =
      Set.of("ExpiredToken", "InvalidToken", "TokenRefreshRequired");

  /**
   * Says in words what failed, if another try may succeed.
   *
   * @throws ProblemException if it will not
   */
  String passing(SdkException failure) {
    return switch (failure) {
      case AbortedException stopped -> throw stopped;
      case AwsServiceException answer -> passing(answer.statusCode(), code(answer));
      default -> NoAnswer.words(failure);
    };
  }

  private String passing(int status, String code) {
    String answer = "it answers with status " + status + (code.isEmpty() ? "" : " (" + code + ")");
    if (status >= 500 || status == 408 || status == 429 || PASSING.contains(code)) {
      return answer;
    }
    if (code.equals("NoSuchBucket")) {
      throw notFound(
          "There is no bucket %s at %s.".formatted(address.bucket(), properties.server()));
    }
    if (status == 404) {
      throw notFound(
          "There is no object %s at %s, or no longer.".formatted(address, properties.server()));
    }
    if (status == 412 || status == 416) {
      throw changed();
    }
    if (status == 301 || status == 307 || ELSEWHERE.contains(code)) {
      throw unreachable(answer + ": the bucket is in another region than contextile.s3.region");
    }
    if (status == 401 || status == 403 || UNKNOWN.contains(code)) {
      throw forbidden(answer);
    }
    throw unreachable(answer);
  }

  private static String code(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
  }

  ProblemException notFound(String detail) {
    return new ProblemException(
        ProblemType.BUCKET_NOT_FOUND, detail + " Look at the spelling of " + purpose.field() + ".");
  }

  private ProblemException forbidden(String answer) {
    return new ProblemException(
        ProblemType.BUCKET_FORBIDDEN,
        "This server may not read %s at %s: %s. Its credentials need s3:GetObject on objects and"
                .formatted(address, properties.server(), answer)
            + " s3:ListBucket on the bucket; an archived object must be restored first.");
  }

  ProblemException withoutCredentials() {
    return new ProblemException(
        ProblemType.BUCKET_FORBIDDEN,
        "This server has no credentials to read %s with. The operator sets AWS_ACCESS_KEY_ID and"
                .formatted(address)
            + " AWS_SECRET_ACCESS_KEY, or gives the machine or service account a role.");
  }

  ProblemException unreachable(String why) {
    return new ProblemException(
        ProblemType.BUCKET_UNREACHABLE,
        "This server cannot get %s from %s: %s. Look at contextile.s3.endpoint and .region, and at"
                .formatted(address, properties.server(), why)
            + " the proxy; without a way there "
            + purpose.otherwise()
            + ".");
  }

  ProblemException changed() {
    return new ProblemException(
        ProblemType.BUCKET_CHANGED,
        "%s was replaced while it was read. Nothing of it was stored: import it again."
            .formatted(address));
  }

  ProblemException mismatch() {
    return new ProblemException(
        ProblemType.BUCKET_DIGEST_MISMATCH,
        "What came as %s has another checksum than S3 says. Nothing of it was stored: a proxy changes"
                .formatted(address)
            + " files, or the object is damaged.");
  }

  ProblemException tooLarge(long bytes) {
    return new ProblemException(
        ProblemType.BUCKET_TOO_LARGE,
        "%s has %,d bytes; this server downloads objects of at most %,d (contextile.s3.max-size)."
            .formatted(address, bytes, properties.maxSize().toBytes()));
  }

  ProblemException tooMany(int most) {
    return new ProblemException(
        ProblemType.BUCKET_TOO_LARGE,
        "The folder %s holds more than %,d names: give the address of %s."
            .formatted(address, most, purpose.narrower()));
  }
}
