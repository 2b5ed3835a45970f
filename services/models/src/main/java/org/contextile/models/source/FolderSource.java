// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contextile.api.model.ModelProvenance;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.intake.AllowedRoots;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Models under allowed roots. They are copied first: nobody can change them while they are read.
 */
@Component
final class FolderSource {
  private static final String POINTER = "/source/uri";
  private static final int BUFFER_BYTES = 1 << 20;

  private final AllowedRoots roots;

  FolderSource(AllowedRoots roots) {
    this.roots = roots;
  }

  /**
   * Says whether there is a model, before a job is made of it.
   *
   * @throws ProblemException {@code unsafe-name}, {@code unreadable-model} or {@code
   *     incompatible-model}
   */
  void check(String uri, @Nullable String asked) {
    var _ = weights(uri, asked);
  }

  /** Copies a model's files. */
  SourceFiles fetch(JobContext job, String uri, @Nullable String asked) throws IOException {
    // The folders may have changed since the request was checked.
    Path original = weights(uri, asked);
    Path copy = job.scratch().resolve("weights");
    String digest = copy(job, original, copy);
    return new SourceFiles(
        copy,
        ModelText.of(name -> text(original.resolveSibling(name))),
        new ModelProvenance(uri, Objects.requireNonNull(original.getFileName()).toString(), digest),
        null);
  }

  private static Optional<String> text(Path file) throws IOException {
    return AllowedRoots.isReadableFile(file)
        ? Optional.of(ConfigText.read(file))
        : Optional.empty();
  }

  private Path weights(String uri, @Nullable String asked) {
    Path place = roots.resolve(uri, POINTER);
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return place.resolve(WeightsChoice.of(names(place), asked, "The folder"));
    }
    if (asked != null) {
      throw ModelRequests.invalid(
          "There is no folder there that could hold " + asked + ".", "/source/file");
    }
    if (!AllowedRoots.isReadableFile(place)) {
      throw unreadable("There is no readable file or folder there.");
    }
    return place;
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(AllowedRoots::isReadableFile)
          .map(it -> it.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw unreadable("The folder cannot be read.");
    }
  }

  private static String copy(JobContext job, Path original, Path copy) throws IOException {
    MessageDigest sha256 = Sha256.begin();
    job.phase("copying", Files.size(original), "bytes");
    long done = 0;
    try (SeekableByteChannel channel =
            Files.newByteChannel(
                original, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        InputStream in = Channels.newInputStream(channel);
        OutputStream out = Files.newOutputStream(copy)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        job.checkStop();
        sha256.update(buffer, 0, read);
        out.write(buffer, 0, read);
        done += read;
        job.progress(done);
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static ProblemException unreadable(String detail) {
    return new ProblemException(ProblemType.UNREADABLE_MODEL.with(detail).at(POINTER));
  }
}
