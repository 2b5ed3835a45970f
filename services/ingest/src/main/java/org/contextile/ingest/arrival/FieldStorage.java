// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.Sha256;
import org.contextile.library.wsi.fields.FieldConversion;
import org.contextile.library.wsi.files.SlideFileSet;
import org.contextile.library.wsi.slide.MissingMppException;

/**
 * Makes a slide of flat pictures, once: what is stored and read from then on is a pyramid of ours.
 * The originals stay where they are; their digest is among the slide's properties.
 */
final class FieldStorage {
  private static final String MEDIA_TYPE = "image/tiff";

  private FieldStorage() {}

  /** Where the digest of a picture comes from. */
  @FunctionalInterface
  interface Digests {
    String of(Path file) throws IOException;
  }

  /**
   * Converts and stores.
   *
   * @throws MissingMppException before a pixel is decoded, if nobody says how large pixels are
   */
  static StoredSlide store(
      JobContext job, IngestRequest request, SlideFileSet set, Digests digests, ArtifactHold hold)
      throws IOException {
    FieldConversion conversion = FieldConversion.of(set.files());
    if (request.mppOverride() == null && !conversion.hasMpp()) {
      throw new MissingMppException(
          set.files().size() == 1
              ? set.main().getFileName()
                  + " is a flat picture that does not say how large its pixels are under the"
                  + " microscope; a density for screens and printers is not believed"
              : "The %d pictures do not say how large their pixels are under the microscope"
                  .formatted(set.files().size()));
    }
    String source = digest(set, digests);
    job.phase("converting", conversion.heightPx(), "rows");
    Path file = job.scratch().resolve("field.tif");
    conversion.write(
        file,
        rows -> {
          job.checkStop();
          job.progress(rows);
        });
    String digest = hold.put(file, MEDIA_TYPE).digest();
    Files.delete(file);
    Map<String, String> properties = new TreeMap<>(conversion.properties());
    properties.put("contextile.source.sha256", source);
    List<String> notes = new ArrayList<>(set.notes());
    notes.addAll(conversion.notes());
    return new StoredSlide(digest, null, notes, properties);
  }

  /** Of one file its own; of several that of their list, as {@code sha256sum *} writes it. */
  private static String digest(SlideFileSet set, Digests digests) throws IOException {
    if (set.files().size() == 1) {
      return digests.of(set.main());
    }
    MessageDigest list = Sha256.begin();
    for (Path file : set.files()) {
      String line = "%s  %s\n".formatted(digests.of(file), file.getFileName());
      list.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(list.digest());
  }

  /** The digest of a file that is not stored. */
  static String digest(JobContext job, Path file) throws IOException {
    job.checkStop();
    MessageDigest digest = Sha256.begin();
    try (InputStream in = Files.newInputStream(file);
        OutputStream to = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(to);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
