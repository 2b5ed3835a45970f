// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.FullDisk;
import org.contextile.library.storage.RangedSource;
import org.contextile.library.storage.ResumableFile;
import org.contextile.library.storage.TooManyBytesException;

/** A file of a repository on its way into the cache, begun perhaps by another attempt. */
final class HubDownload {
  private final HubRequests requests;
  private final HubProperties properties;
  private final String workspace;
  private final HubSnapshot snapshot;
  private final HubFile file;
  private final HubProblems problems;
  private final HubPartial partial;
  private final HubProgress progress;

  HubDownload(
      HubRequests requests,
      HubProperties properties,
      String workspace,
      HubSnapshot snapshot,
      HubFile file,
      HubProblems problems,
      HubPartial partial,
      HubProgress progress) {
    this.requests = requests;
    this.properties = properties;
    this.workspace = workspace;
    this.snapshot = snapshot;
    this.file = file;
    this.problems = problems;
    this.partial = partial;
    this.progress = progress;
  }

  /**
   * Gets what is not there yet, and compares it. What was begun and is damaged is fetched anew.
   *
   * @throws ProblemException {@code hub-digest-mismatch}, {@code hub-unreachable}, or as the Hub
   *     refuses
   * @throws IOException if the file cannot be stored
   */
  void run() throws IOException {
    progress.phase("downloading", file.sizeBytes());
    ResumableFile bytes =
        ResumableFile.open(
            partial.file(),
            file.sizeBytes(),
            () -> file.digest().kind().begin(file.sizeBytes()),
            progress::checkStop);
    for (boolean resumed = bytes.present() > 0; ; resumed = false) {
      complete(bytes);
      if (bytes.digest().equals(file.digest().hex())) {
        return;
      }
      if (!resumed) {
        partial.discard();
        throw problems.mismatch(file);
      }
      bytes.restart();
    }
  }

  private void complete(ResumableFile bytes) throws IOException {
    HubTries tries = new HubTries(properties, problems, progress);
    while (!bytes.whole()) {
      long before = bytes.present();
      try {
        append(bytes);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (TooManyBytesException e) {
        partial.discard();
        throw problems.mismatch(file);
      } catch (ProblemException e) {
        partial.discard();
        throw e;
      } catch (IOException e) {
        if (FullDisk.isFull(e)) {
          // The Hub is not to blame, and no try makes room.
          throw e;
        }
        tries.came(bytes.present() - before);
        tries.failed(e);
      }
    }
  }

  private void append(ResumableFile bytes) throws IOException {
    var _ =
        HubWatch.run(
            () -> {
              bytes.append(this::from, () -> {});
              return bytes.present();
            },
            bytes::present,
            properties.readTimeout(),
            progress);
  }

  private RangedSource.Part from(long firstByte) throws IOException {
    HttpResponse<InputStream> answer;
    try {
      answer =
          requests.get(
              "/%s/resolve/%s/%s"
                  .formatted(snapshot.name(), snapshot.commit(), encoded(file.path())),
              firstByte,
              properties.tokenOf(workspace),
              problems,
              file.path());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    return RangedSource.Part.of(
        answer.body(), answer.headers().firstValue("Content-Range").orElse(null));
  }

  private static String encoded(String path) {
    return Arrays.stream(path.split("/"))
        .map(it -> URLEncoder.encode(it, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
