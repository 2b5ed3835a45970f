// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.artifacts.FileList;
import org.contextile.artifacts.FileNames;
import org.contextile.artifacts.LinkedFolder;
import org.contextile.intake.Uploads;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.wsi.files.IncompleteSlideException;
import org.contextile.library.wsi.files.SeveralSlidesException;
import org.contextile.library.wsi.files.SlideFileSet;
import org.contextile.library.wsi.files.SlideFileSets;
import org.springframework.stereotype.Component;

/**
 * Brings the files of a slide together: from a folder, a bucket or a zip, of uploads, or those
 * beside a file. All are stored once; a slide of several is the list of them.
 */
@Component
final class SlideStorage {
  private static final String MEDIA_TYPE = "application/octet-stream";

  private final ArtifactStore artifacts;
  private final SlideFiles folders;
  private final BucketSlides buckets;
  private final Uploads uploads;

  SlideStorage(ArtifactStore artifacts, SlideFiles folders, BucketSlides buckets, Uploads uploads) {
    this.artifacts = artifacts;
    this.folders = folders;
    this.buckets = buckets;
    this.uploads = uploads;
  }

  /**
   * The slide that a request brings.
   *
   * @throws ProblemException {@code incomplete-slide}, {@code several-slides} and others
   */
  StoredSlide store(JobContext job, IngestRequest request, ArtifactHold hold) throws IOException {
    try {
      String uri = request.uri();
      if (uri == null) {
        return ofFiles(job, request, Objects.requireNonNull(request.files()), hold);
      }
      return BucketSlides.isAddress(uri)
          ? ofFolder(job, request, buckets.fetch(job, uri), _ -> {}, hold)
          : ofFolder(job, request, folders.find(uri), folders::check, hold);
    } catch (IncompleteSlideException e) {
      throw new ProblemException(ProblemType.INCOMPLETE_SLIDE.with(e.getMessage() + "."), e);
    } catch (SeveralSlidesException e) {
      throw new ProblemException(ProblemType.SEVERAL_SLIDES.with(e.getMessage() + "."), e);
    }
  }

  private StoredSlide ofFiles(
      JobContext job, IngestRequest request, List<StoredFile> files, ArtifactHold hold)
      throws IOException, IncompleteSlideException, SeveralSlidesException {
    if (files.size() > 1) {
      Map<String, String> digests = new HashMap<>();
      files.forEach(file -> digests.put(file.name(), file.digest()));
      return ofStored(job, request, digests, false, hold);
    }
    StoredFile file = files.getFirst();
    try (LocalCopy copy = artifacts.open(file.digest())) {
      if (ZippedSlide.is(copy.path())) {
        return unzipped(job, request, copy.path(), hold);
      }
    }
    return ofStored(job, request, Map.of(file.name(), file.digest()), true, hold);
  }

  private StoredSlide unzipped(JobContext job, IngestRequest request, Path zip, ArtifactHold hold)
      throws IOException, IncompleteSlideException, SeveralSlidesException {
    return ofStored(
        job,
        request,
        ZippedSlide.store(job, zip, uploads.limitBytes(), hold, MEDIA_TYPE),
        false,
        hold);
  }

  private StoredSlide ofStored(
      JobContext job,
      IngestRequest request,
      Map<String, String> digests,
      boolean one,
      ArtifactHold hold)
      throws IOException, IncompleteSlideException, SeveralSlidesException {
    try (LinkedFolder folder = LinkedFolder.of(artifacts, new FileList(digests))) {
      SlideFileSet set =
          one
              ? SlideFileSets.of(folder.path().resolve(digests.keySet().iterator().next()))
              : SlideFileSets.ofFolder(folder.path());
      FieldStorage.Digests known =
          file -> Objects.requireNonNull(digests.get(folder.path().relativize(file).toString()));
      return set.flat()
          ? FieldStorage.store(job, request, set, known, hold)
          : stored(set, known, hold);
    }
  }

  private StoredSlide ofFolder(
      JobContext job, IngestRequest request, Path place, Consumer<Path> check, ArtifactHold hold)
      throws IOException, IncompleteSlideException, SeveralSlidesException {
    boolean folder = Files.isDirectory(place);
    if (!folder && ZippedSlide.is(place)) {
      return unzipped(job, request, place, hold);
    }
    SlideFileSet set = folder ? SlideFileSets.ofFolder(place) : SlideFileSets.of(place);
    checkNames(set);
    long bytes = 0;
    for (Path file : set.files()) {
      check.accept(file);
      bytes += Files.size(file);
    }
    if (set.flat()) {
      return FieldStorage.store(job, request, set, file -> FieldStorage.digest(job, file), hold);
    }
    job.phase("copying", bytes, "bytes");
    long[] done = new long[1];
    return stored(
        set,
        file -> {
          job.checkStop();
          String digest = hold.put(file, MEDIA_TYPE).digest();
          done[0] += artifacts.size(digest);
          job.progress(done[0]);
          return digest;
        },
        hold);
  }

  private static StoredSlide stored(
      SlideFileSet set, FieldStorage.Digests digests, ArtifactHold hold) throws IOException {
    if (!set.needsFolder()) {
      return new StoredSlide(digests.of(set.main()), null, set.notes());
    }
    Map<String, String> files = new HashMap<>();
    for (Path file : set.files()) {
      files.put(nameIn(set, file), digests.of(file));
    }
    return new StoredSlide(
        hold.putList(new FileList(files)).digest(),
        String.valueOf(set.main().getFileName()),
        set.notes());
  }

  /** Before anything is copied; bytes that are no text may make one name of two. */
  private static void checkNames(SlideFileSet set) {
    if (set.needsFolder()) {
      FileNames names = new FileNames();
      set.files().forEach(file -> names.add(nameIn(set, file), "/uri"));
    }
  }

  private static String nameIn(SlideFileSet set, Path file) {
    return Objects.requireNonNull(set.main().getParent()).relativize(file).toString();
  }
}
