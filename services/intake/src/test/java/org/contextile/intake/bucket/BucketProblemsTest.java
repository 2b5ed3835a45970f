// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.contextile.api.problem.ProblemException;
import org.contextile.intake.AllowedBuckets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class BucketProblemsTest {
  private static final BucketProblems PROBLEMS =
      new BucketProblems(
          new Binder(new MapConfigurationPropertySource(Map.of()))
              .bindOrCreate("contextile.s3", S3Properties.class),
          new AllowedBuckets(List.of("models")).resolve("s3://models/x.pt", ""),
          new BucketPurpose("source.uri", "upload it", "a file"));

  @ParameterizedTest
  @CsvSource({
    "500,InternalError",
    "503,SlowDown",
    "429,TooManyRequests",
    "400,RequestTimeout",
    "403,RequestTimeTooSkewed"
  })
  void whatMayPassIsTriedAgain(int status, String code) {
    assertThat(PROBLEMS.passing(answer(status, code))).contains(Integer.toString(status), code);
  }

  @Test
  void whatDoesNotReachTheStoreIsTriedAgain() {
    assertThat(
            PROBLEMS.passing(
                SdkClientException.create("no", new UnknownHostException("s3.nowhere"))))
        .isEqualTo("its name cannot be resolved");
  }

  @ParameterizedTest
  @CsvSource({
    "404,NoSuchKey,bucket-not-found,s3://models/x.pt",
    "404,NoSuchBucket,bucket-not-found,no bucket models",
    "404,,bucket-not-found,s3://models/x.pt",
    "403,AccessDenied,bucket-forbidden,s3:GetObject",
    "403,,bucket-forbidden,s3:ListBucket",
    "403,InvalidObjectState,bucket-forbidden,restored",
    "400,ExpiredToken,bucket-forbidden,ExpiredToken",
    "412,PreconditionFailed,bucket-changed,import it again",
    "416,InvalidRange,bucket-changed,import it again",
    "301,PermanentRedirect,bucket-unreachable,region",
    "400,AuthorizationHeaderMalformed,bucket-unreachable,region",
    "400,Other,bucket-unreachable,status 400 (Other)"
  })
  void whatStaysIsRefusedAndSaysWhatToDo(int status, String code, String type, String words) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> PROBLEMS.passing(answer(status, code)));

    assertThat(refused.problem().type()).isEqualTo("/problems/" + type);
    assertThat(refused.problem().detail()).contains(words).doesNotContain("arn:aws");
  }

  private static SdkException answer(int status, @org.jspecify.annotations.Nullable String code) {
    return (SdkException)
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode(code)
                    .errorMessage("User: arn:aws:iam::1:user/x may not")
                    .build())
            .build();
  }
}
