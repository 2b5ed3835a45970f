// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.FileNames;
import org.contextile.intake.AllowedBuckets;
import org.contextile.intake.BucketAddress;
import org.contextile.intake.Uploads;
import org.contextile.intake.bucket.BucketObject;
import org.contextile.intake.bucket.BucketPurpose;
import org.contextile.intake.bucket.BucketReader;
import org.contextile.intake.bucket.Buckets;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.wsi.files.SeveralSlidesException;
import org.contextile.library.wsi.files.SlideFileSets;
import org.springframework.stereotype.Component;

/** Slides in allowed buckets: an object with those that belong to it, or all of a folder. */
@Component
final class BucketSlides {
  private static final String POINTER = "/uri";
  private static final String SCHEME = "s3:";
  private static final BucketPurpose PURPOSE =
      new BucketPurpose(
          "uri", "upload the slide's files (/v1/uploads)", "a folder that holds one slide alone");

  private static final int MOST_OBJECTS = 20_000;

  /** A DICOM file names its series well before that. */
  private static final int HEAD_BYTES = 256 << 10;

  /** A slide by itself, by their name alone; of others the bytes decide. */
  private static final Set<String> SLIDES =
      Set.of(".svs", ".ndpi", ".scn", ".bif", ".mrxs", ".vms", ".vmu");

  private static final int MOST_NAMED = 5;

  private final AllowedBuckets allowed;
  private final Buckets buckets;
  private final Uploads uploads;

  BucketSlides(AllowedBuckets allowed, Buckets buckets, Uploads uploads) {
    this.allowed = allowed;
    this.buckets = buckets;
    this.uploads = uploads;
  }

  /** Whether an address is one in a bucket. */
  static boolean isAddress(String uri) {
    return uri.startsWith(SCHEME);
  }

  /**
   * What a slide at an address is called. The bucket is not asked: it may take its time.
   *
   * @throws ProblemException {@code invalid-request} or {@code unsafe-name} if it may not be named
   */
  String name(String uri) {
    BucketAddress place = allowed.resolve(uri, POINTER);
    return place.lastName();
  }

  /**
   * Downloads a slide.
   *
   * @return in the job's scratch space, its file, beside which are those that belong to it, or the
   *     folder with its files
   */
  Path fetch(JobContext job, String uri) throws IOException, SeveralSlidesException {
    BucketAddress place = allowed.resolve(uri, POINTER);
    BucketReader bucket = buckets.reader(job, PURPOSE);
    job.phase("asking the bucket", 0, "");
    Optional<BucketObject> found = place.isFolder() ? Optional.empty() : bucket.find(place);
    Path folder = Files.createDirectory(job.scratch().resolve("bucket"));
    if (found.isEmpty()) {
      BucketAddress all = place.asFolder();
      List<BucketObject> objects = bucket.listAll(all, MOST_OBJECTS);
      checkOne(objects);
      download(job, bucket, all, objects, folder);
      return folder;
    }
    BucketAddress beside = place.sibling("");
    download(job, bucket, beside, List.of(found.get()), folder);
    Path main = folder.resolve(place.name());
    List<BucketObject> others = companions(job, bucket, found.get(), main);
    if (!others.isEmpty()) {
      download(job, bucket, beside, others, folder);
    }
    return main;
  }

  private static List<BucketObject> companions(
      JobContext job, BucketReader bucket, BucketObject object, Path main) throws IOException {
    Optional<String> data = SlideFileSets.folderOf(main);
    if (data.isPresent()) {
      return below(bucket, object.address().sibling(data.get() + "/"));
    }
    List<BucketObject> found = new ArrayList<>();
    for (String name : SlideFileSets.namedIn(main)) {
      bucket.find(object.address().sibling(name)).ifPresent(found::add);
    }
    return SlideFileSets.isOfSeries(main) ? series(job, bucket, object, main) : found;
  }

  /** Of what is not there the slide's files say better that it is missing. */
  private static List<BucketObject> below(BucketReader bucket, BucketAddress folder)
      throws IOException {
    try {
      return bucket.listAll(folder, MOST_OBJECTS);
    } catch (ProblemException e) {
      if (e.problem().kind() == ProblemType.BUCKET_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  /** Looks at the first bytes of what is beside a DICOM file for those of its series. */
  private static List<BucketObject> series(
      JobContext job, BucketReader bucket, BucketObject object, Path main) throws IOException {
    Path heads = Files.createDirectory(job.scratch().resolve("heads"));
    Map<Path, BucketObject> beside = new HashMap<>();
    List<BucketObject> listed = bucket.list(object.address().sibling(""));
    FileNames names = new FileNames();
    listed.forEach(it -> names.add(it.address().name(), POINTER));
    job.phase("looking for the series", listed.size(), "files");
    int done = 0;
    for (BucketObject other : listed) {
      if (!other.address().equals(object.address())) {
        Path head = heads.resolve(other.address().name());
        Files.write(head, bucket.begin(other, HEAD_BYTES));
        beside.put(head, other);
      }
      job.progress(++done);
    }
    return SlideFileSets.ofSeries(main, beside.keySet()).stream().map(beside::get).toList();
  }

  private void download(
      JobContext job,
      BucketReader bucket,
      BucketAddress folder,
      List<BucketObject> objects,
      Path target)
      throws IOException {
    FileNames names = new FileNames();
    long bytes = 0;
    for (BucketObject object : objects) {
      names.add(nameIn(folder, object), POINTER);
      bytes += object.sizeBytes();
    }
    if (bytes > uploads.limitBytes()) {
      throw new ProblemException(
          ProblemType.BUCKET_TOO_LARGE
              .with(
                  "%s holds %,d bytes; this server takes in slides of at most %,d (contextile.ingest.upload-limit)."
                      .formatted(folder, bytes, uploads.limitBytes()))
              .at(POINTER));
    }
    job.phase("downloading", bytes, "bytes");
    long[] before = new long[1];
    for (BucketObject object : objects) {
      job.log("%s, ETag %s".formatted(object.address(), object.etag()));
      Path file = target.resolve(nameIn(folder, object));
      Files.createDirectories(file.getParent());
      bucket.download(object, file, present -> job.progress(before[0] + present));
      before[0] += object.sizeBytes();
    }
  }

  /** A folder of many slides is not downloaded to say so. */
  private static void checkOne(List<BucketObject> objects) throws SeveralSlidesException {
    List<String> slides =
        objects.stream()
            .map(it -> it.address().name())
            .filter(it -> SLIDES.contains(extension(it)))
            .sorted()
            .toList();
    if (slides.size() > 1) {
      throw new SeveralSlidesException(
          slides.stream()
              .limit(MOST_NAMED)
              .collect(
                  Collectors.joining(
                      ", ", "There are %d slides, such as ".formatted(slides.size()), "")));
    }
  }

  private static String nameIn(BucketAddress folder, BucketObject object) {
    return object.address().key().substring(folder.key().length());
  }

  private static String extension(String name) {
    return name.substring(Math.max(0, name.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
  }
}
