// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import org.contextile.api.model.Upload;
import org.contextile.api.model.UploadPage;
import org.contextile.intake.Uploads;
import org.contextile.web.http.Page;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/uploads}, of which the protocol says nothing. */
@RestController
final class UploadListController {
  private final Uploads uploads;
  private final Workspace workspace;

  UploadListController(Uploads uploads, Workspace workspace) {
    this.uploads = uploads;
    this.workspace = workspace;
  }

  @GetMapping(Uploads.ADDRESS)
  UploadPage list(
      @RequestParam(defaultValue = "50") Integer pageSize,
      @RequestParam(required = false) @Nullable String pageToken) {
    Page<Uploads.Listed> page =
        Page.of(
            pageSize,
            pageToken,
            Uploads.Listed::id,
            (before, limit) -> uploads.page(workspace.current(), before, limit.max()));
    return new UploadPage()
        .items(page.map(UploadListController::toApi))
        .nextPageToken(page.nextPageToken());
  }

  private static Upload toApi(Uploads.Listed upload) {
    return new Upload()
        .id(upload.id())
        .fileName(upload.fileName())
        .lengthBytes(upload.lengthBytes())
        .offsetBytes(upload.offsetBytes())
        .complete(upload.isComplete())
        .partial(upload.partial())
        .jobId(upload.jobId())
        .createdAt(upload.createdAt())
        .expiresAt(upload.expiresAt());
  }
}
