// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import me.desair.tus.server.HttpHeader;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.intake.UploadRows.Row;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/** What the protocol asks of a request and its library does not see to. */
final class UploadRequests {
  static final String PARTIAL = "partial";
  static final String FINAL = "final;";

  private static final int MOST_PARTS = 1000;

  private final UploadRows rows;
  private final long limitBytes;

  UploadRequests(UploadRows rows, long limitBytes) {
    this.rows = rows;
    this.limitBytes = limitBytes;
  }

  /**
   * Refuses what cannot be carried out.
   *
   * @throws ProblemException saying which header is wrong
   */
  void check(HttpServletRequest request, String workspace) {
    Long length = length(request);
    if (HttpMethod.POST.matches(request.getMethod())) {
      var _ = UploadMetadata.parse(request.getHeader(HttpHeader.UPLOAD_METADATA));
      checkConcat(request.getHeader(HttpHeader.UPLOAD_CONCAT), workspace);
    } else if (HttpMethod.PATCH.matches(request.getMethod()) && length != null) {
      checkLateLength(request, workspace, length);
    }
  }

  /** Ids of the uploads that a final one is made of. */
  static List<UUID> partsOf(String concat) {
    List<UUID> parts = new ArrayList<>();
    for (String address : concat.substring(FINAL.length()).strip().split("\\s+", -1)) {
      parts.add(idOf(address));
    }
    return parts;
  }

  /** The id at the end of an upload's address, absolute or not. */
  private static UUID idOf(String address) {
    String path = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    try {
      return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
    } catch (IllegalArgumentException e) {
      throw invalid("Upload-Concat names " + address + ", which is no address of an upload.");
    }
  }

  private @Nullable Long length(HttpServletRequest request) {
    String header = request.getHeader(HttpHeader.UPLOAD_LENGTH);
    if (header == null || header.isBlank()) {
      return null;
    }
    long length;
    try {
      length = Long.parseLong(header.strip());
    } catch (NumberFormatException e) {
      throw invalid("Upload-Length is not a number of bytes.");
    }
    if (length < 1) {
      throw invalid("Upload-Length is at least 1: an empty file is neither slide nor model.");
    }
    if (length > limitBytes) {
      throw tooLarge(length);
    }
    return length;
  }

  private void checkLateLength(HttpServletRequest request, String workspace, long length) {
    Row upload = rows.find(idOf(request.getRequestURI()), workspace).orElse(null);
    if (upload == null) {
      return;
    }
    Long known = upload.lengthBytes();
    if (known != null && known != length) {
      throw invalid("Upload-Length is " + known + " already.");
    }
    if (length < upload.offsetBytes()) {
      throw invalid("Upload-Length is less than the bytes that have arrived.");
    }
  }

  private void checkConcat(@Nullable String header, String workspace) {
    if (header == null || header.equalsIgnoreCase(PARTIAL)) {
      return;
    }
    if (!header.toLowerCase(Locale.ROOT).startsWith(FINAL)) {
      throw invalid("Upload-Concat is 'partial', or 'final;' and the addresses of the parts.");
    }
    List<UUID> parts = partsOf(header);
    if (parts.size() > MOST_PARTS) {
      throw invalid("An upload is made of at most " + MOST_PARTS + " others.");
    }
    if (Set.copyOf(parts).size() < parts.size()) {
      throw invalid("Upload-Concat names an upload twice.");
    }
    long total = 0;
    for (UUID id : parts) {
      total += lengthOfPart(id, workspace);
    }
    if (total > limitBytes) {
      throw tooLarge(total);
    }
  }

  private long lengthOfPart(UUID id, String workspace) {
    Row part =
        rows.find(id, workspace)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.UNKNOWN_UPLOAD.with(
                            "Upload-Concat names " + id + ", which is not there.")));
    if (!PARTIAL.equalsIgnoreCase(part.concat())) {
      throw invalid("The upload " + id + " was not begun with 'Upload-Concat: partial'.");
    }
    if (!part.isComplete()) {
      throw new ProblemException(
          ProblemType.UNFINISHED_UPLOAD.with("The upload " + id + " is not complete."));
    }
    return part.offsetBytes();
  }

  private ProblemException tooLarge(long bytes) {
    return new ProblemException(
        ProblemType.CONTENT_TOO_LARGE.with(
            "An upload has at most %d bytes, not %d.".formatted(limitBytes, bytes)));
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail));
  }
}
