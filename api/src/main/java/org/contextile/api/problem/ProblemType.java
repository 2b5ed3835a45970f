// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.problem;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Every problem that an answer or a job can have: its HTTP status, its title, and what to do next.
 * The contract's list and {@code docs/problems.md} are made of it.
 */
public enum ProblemType {
  BAD_REQUEST(
      400,
      "Bad request",
      "Correct what `detail` says, at `pointer` where there is one; send it again."),
  UNAUTHORIZED(401, "Unauthorized", "Send an API key as `Authorization: Bearer KEY`."),
  FORBIDDEN(403, "Forbidden", "Ask the operator for a key with the role that `detail` names."),
  MISSING_CSRF_TOKEN(
      403,
      "Missing CSRF token",
      "Send the session's `csrfToken` (`GET /v1/me`) as `X-CSRF-Token`."),
  NOT_FOUND(404, "Not found", "Look at the id; what another workspace has does not exist here."),
  METHOD_NOT_ALLOWED(405, "Method not allowed", "Use a method that the answer's `Allow` names."),
  NOT_ACCEPTABLE(406, "Not acceptable", "Accept a media type that the contract names."),
  REQUEST_TIMEOUT(
      408, "Request timeout", "Send it again, large files as an upload that can be resumed."),
  JOB_ENDED(409, "Job ended", "Read the job: it has ended and stays as it is."),
  JOB_NOT_READY(409, "Job not ready", "Wait until the job is in a state that allows it."),
  IN_USE(
      409,
      "In use",
      "Delete what `dependants` lists first, or all of it with `?cascade=true`; wait for jobs, or cancel"
          + " them."),
  NAME_TAKEN(409, "Name taken", "Take another name."),
  REQUEST_IN_PROGRESS(
      409,
      "Request in progress",
      "Send it again after `Retry-After`: the first request with this `Idempotency-Key` is still"
          + " being answered."),
  UPLOAD_CONFLICT(
      409,
      "Bytes in the wrong place",
      "Ask how far the upload got (`HEAD`), and go on from its `Upload-Offset`."),
  UPLOAD_IN_USE(
      409,
      "Upload in use",
      "Wait for the job that `detail` names; if it fails, name the upload again."),
  UNSUPPORTED_TUS_VERSION(412, "Unsupported upload protocol", "Send `Tus-Resumable: 1.0.0`."),
  CONTENT_TOO_LARGE(413, "Content too large", "Send less, or large files as an upload."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "Unsupported media type", "Send a `Content-Type` that the contract names."),
  RANGE_NOT_SATISFIABLE(
      416, "Range not satisfiable", "Ask for a range within the content's length."),
  INVALID_REQUEST(
      422, "Invalid request", "Correct what `detail` says, at `pointer` where there is one."),
  IDEMPOTENCY_KEY_REUSED(
      422, "Idempotency-Key reused", "Take a fresh `Idempotency-Key` for another request."),
  UNSAFE_NAME(
      422,
      "Unsafe name",
      "Give a plain name, or an address in a folder or bucket that the operator allows."),
  UNKNOWN_SLIDE(422, "Unknown slide", "Name slides of this workspace."),
  UNKNOWN_COHORT(422, "Unknown cohort", "Name a cohort of this workspace."),
  UNKNOWN_SPLIT(422, "Unknown split", "Name a split of the cohort."),
  UNKNOWN_MODEL(
      422, "Unknown model", "Name a model of this workspace, or one that a job is to make."),
  UNKNOWN_CLASSIFIER(
      422,
      "Unknown classifier",
      "Name a classifier of this workspace, or one that a job is to make."),
  UNKNOWN_JOB(422, "Unknown job", "Name jobs of this workspace."),
  UNKNOWN_UPLOAD(
      422, "Unknown upload", "Upload the file again: an upload expires, and is used up once."),
  UNFINISHED_UPLOAD(422, "Unfinished upload", "Send the rest of the upload first."),
  JOB_CYCLE(422, "Cycle of jobs", "Let no job of the graph need what comes of it."),
  WRONG_OUTPUT(422, "Wrong output", "Name the job of the graph that makes what this field takes."),
  DUPLICATE_ROWS(422, "Duplicate rows", "Name each slide once."),
  COHORT_WITH_ONE_CLASS(422, "Cohort with one class", "Give slides of at least two classes."),
  PATIENT_IN_TWO_FOLDS(
      422, "Patient in two folds", "Put all slides of a patient into the same fold."),
  TOO_FEW_PATIENTS(
      422, "Too few patients", "Ask for fewer folds, or give each class more patients."),
  INCOMPLETE_FOLDS(
      422, "Incomplete folds", "Give each fold slides of every class, and every slide a fold."),
  CLASS_WITHOUT_FEATURES(
      422,
      "Class without features",
      "Choose a tiling under which the slides that `detail` names have tiles, or a cohort without"
          + " them."),
  FOLD_WITHOUT_FEATURES(
      422,
      "Fold without features",
      "Choose a tiling under which the slides that `detail` names have tiles, or a split without"
          + " them."),
  UNREADABLE_SLIDE(
      422, "Unreadable slide", "Look whether the file opens elsewhere, and bring it in again."),
  INCOMPLETE_SLIDE(
      422,
      "Part of a slide",
      "Bring all files of the slide in together: the folder by `uri`, a zip, or several `uploads`."),
  SEVERAL_SLIDES(
      422, "Several slides", "Bring them in one by one, by the files that `detail` names."),
  UNREADABLE_TILE(422, "Unreadable tile", "Go on without it: this part of the file is damaged."),
  UNSUPPORTED_PIXELS(
      422,
      "Unsupported pixels",
      "Convert the slide as `detail` says: its pixels would be shown wrong."),
  MISSING_MPP(
      422,
      "Missing resolution",
      "Give `mppOverride`, from the scanner's protocol: it is not guessed."),
  CONTRADICTORY_MPP(
      422,
      "Contradictory resolution",
      "Give `mppOverride`, from the scanner's protocol: two figures of the file that `detail` names"
          + " cannot both be right."),
  TOO_COARSE(
      422,
      "Slide too coarse",
      "Ask for tiles of the `mpp` that `detail` names, or coarser: nothing is enlarged."),
  ANISOTROPIC_PIXELS(
      422, "Pixels are not square", "Give `mppOverride` if one figure is to hold for both sides."),
  UNREADABLE_MODEL(
      422, "Unreadable model", "Export the weights again, as safetensors or TorchScript."),
  INCOMPATIBLE_MODEL(
      422,
      "Incompatible model",
      "Give weights and `config.json` that belong together, of an architecture that is known here."),
  UNKNOWN_ARCHITECTURE(
      422,
      "Unknown architecture",
      "Import weights with a `config.json` to have more than TorchScript."),
  HUB_UNREACHABLE(
      422, "Hub unreachable", "Set a proxy or mirror, or give the files by upload or folder."),
  HUB_NOT_FOUND(
      422, "Not found at the Hub", "Look at the spelling of repository, revision and file."),
  HUB_FORBIDDEN(
      422,
      "Forbidden by the Hub",
      "Accept the licence on the model's page with the account whose token is set."),
  HUB_TOO_LARGE(422, "Too large", "Name a smaller file, or raise `contextile.hub.max-size`."),
  HUB_DIGEST_MISMATCH(
      422, "Digest mismatch", "Look at the proxy or mirror on the way: it changes files."),
  BUCKET_UNREACHABLE(
      422, "S3 unreachable", "Look at `contextile.s3.endpoint`, `.region` and the proxy."),
  BUCKET_NOT_FOUND(422, "Not found in the bucket", "Look at the spelling of the address."),
  BUCKET_FORBIDDEN(
      422, "Forbidden by S3", "Give the server's credentials `s3:GetObject` and `s3:ListBucket`."),
  BUCKET_TOO_LARGE(
      422, "Too large", "Name one file or a smaller folder, or raise `contextile.s3.max-size`."),
  BUCKET_CHANGED(422, "Changed while it was read", "Import it again."),
  BUCKET_DIGEST_MISMATCH(
      422, "Digest mismatch", "Put the object again, or look at the proxy that changes it."),
  MISSING_FEATURES(
      422,
      "Missing features",
      "Extract the features of the slides that `detail` names, with the same model and tiling."),
  NOTHING_TO_TRAIN_ON(
      422, "Nothing to train on", "Give slides with tissue, and tiles that hold some."),
  NOT_FINITE(
      422,
      "Not finite",
      "Lower the learning rate, or look at the model and slide that `detail` names."),
  OUT_OF_MEMORY(
      422, "Out of memory", "Ask for more memory in `needs`, or use a smaller model or input."),
  UPLOAD_LOCKED(423, "Upload locked", "Wait: another request is sending bytes of this upload."),
  DEPENDENCY_FAILED(
      424,
      "A job that this one depends on did not succeed",
      "Read that job's error (`job`), and retry it: this one then waits for it again."),
  CHILD_FAILED(
      424,
      "A child of the job did not succeed",
      "Read the child's error (`job`), and retry this job: what succeeded stays."),
  CHECKSUM_MISMATCH(460, "Checksum mismatch", "Send the part again: it changed on the way."),
  INTERNAL_ERROR(
      500,
      "Internal error",
      "Try again; if it stays, give the operator the `traceId` or the job's id: the log has the"
          + " cause under it."),
  WORKER_LOST(
      500,
      "The worker was lost",
      "Retry the job; if it stays, look at the worker's memory and log."),
  BUSY(503, "Busy", "Send it again after `Retry-After`."),
  SERVICE_UNAVAILABLE(503, "Service unavailable", "Send it again after `Retry-After`."),
  UNAVAILABLE(
      503, "Unavailable", "Send it again after `Retry-After`, a POST with its `Idempotency-Key`."),
  INSUFFICIENT_STORAGE(
      507,
      "Insufficient storage",
      "Ask the operator to make room on the server's disk, then send it again or retry the job.");

  /** Nothing about the request or the job is wrong: the same may succeed another time. */
  private static final Set<ProblemType> PASSING =
      EnumSet.of(
          REQUEST_IN_PROGRESS,
          REQUEST_TIMEOUT,
          UPLOAD_LOCKED,
          HUB_UNREACHABLE,
          HUB_FORBIDDEN,
          HUB_DIGEST_MISMATCH,
          BUCKET_UNREACHABLE,
          BUCKET_FORBIDDEN,
          BUCKET_CHANGED,
          BUCKET_DIGEST_MISMATCH,
          MISSING_FEATURES,
          OUT_OF_MEMORY,
          CHILD_FAILED,
          CHECKSUM_MISMATCH,
          INTERNAL_ERROR,
          WORKER_LOST,
          BUSY,
          SERVICE_UNAVAILABLE,
          UNAVAILABLE,
          INSUFFICIENT_STORAGE);

  private static final String PREFIX = "/problems/";

  private final int status;
  private final String title;
  private final String next;

  ProblemType(int status, String title, String next) {
    this.status = status;
    this.title = title;
    this.next = next;
  }

  /** The stable identifier, such as {@code /problems/missing-mpp}. */
  public String uri() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Of an answer; of a job's error the one that a request would have got. */
  public int status() {
    return status;
  }

  /** The same for every occurrence. */
  public String title() {
    return title;
  }

  /** What whoever meets it does next, in Markdown. */
  public String next() {
    return next;
  }

  /**
   * Whether the same request, or a retry of the failed job as it is, can succeed: at once, later,
   * or when somebody has mended what lies outside of it.
   */
  public boolean retryable() {
    return PASSING.contains(this);
  }

  /** An occurrence of it. */
  public Problem with(String detail) {
    return new Problem(this, detail, null, null, List.of());
  }

  /** That of a framework's own refusal, whose status alone is known; one of ours else. */
  public static ProblemType ofStatus(int status) {
    Optional<ProblemType> general =
        switch (status) {
          case 401 -> Optional.of(UNAUTHORIZED);
          case 403 -> Optional.of(FORBIDDEN);
          case 404 -> Optional.of(NOT_FOUND);
          case 405 -> Optional.of(METHOD_NOT_ALLOWED);
          case 406 -> Optional.of(NOT_ACCEPTABLE);
          case 408 -> Optional.of(REQUEST_TIMEOUT);
          case 413 -> Optional.of(CONTENT_TOO_LARGE);
          case 415 -> Optional.of(UNSUPPORTED_MEDIA_TYPE);
          case 416 -> Optional.of(RANGE_NOT_SATISFIABLE);
          case 503 -> Optional.of(UNAVAILABLE);
          case 507 -> Optional.of(INSUFFICIENT_STORAGE);
          default -> Optional.empty();
        };
    return general.orElse(status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL_ERROR);
  }

  /** The one with this identifier. */
  public static Optional<ProblemType> of(String uri) {
    return Arrays.stream(values()).filter(type -> type.uri().equals(uri)).findFirst();
  }
}
