// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Hugging Face Hub, as it is seen with a workspace's token. Failures are typed problems: {@code
 * hub-unreachable}, {@code hub-not-found}, {@code hub-forbidden}, {@code hub-too-large} and {@code
 * hub-digest-mismatch}.
 */
public final class Hub {
  private static final int LISTING_BYTES = 64 << 20;

  private final HubProperties properties;
  private final HubRequests requests;
  private final HubCache cache;
  private final JsonMapper json;

  Hub(HubProperties properties, HubRequests requests, HubCache cache, JsonMapper json) {
    this.properties = properties;
    this.requests = requests;
    this.cache = cache;
    this.json = json;
  }

  /**
   * What a repository holds.
   *
   * @param revision a branch, tag or commit
   */
  public HubSnapshot snapshot(String workspace, HubName name, String revision, HubProgress progress)
      throws InterruptedIOException {
    HubProblems problems = problems(workspace, name);
    HubTries tries = new HubTries(properties, problems, progress);
    String path =
        "/api/models/%s/revision/%s?blobs=true"
            .formatted(name, URLEncoder.encode(revision, StandardCharsets.UTF_8));
    while (true) {
      try {
        byte[] answer =
            HubWatch.run(
                () -> whole(path, properties.tokenOf(workspace), problems, revision),
                () -> 0,
                properties.readTimeout(),
                progress);
        return HubListing.read(name, json.readTree(answer));
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        tries.failed(e);
      } catch (JacksonException | IllegalArgumentException e) {
        throw problems.unreachable("it does not answer as a Hub does");
      }
    }
  }

  /**
   * A file of a repository, downloaded and checked; the caller closes it.
   *
   * @param scratch a folder of the caller's job
   * @throws IOException if the file cannot be stored
   */
  public HubCopy download(
      String workspace, HubSnapshot snapshot, HubFile file, Path scratch, HubProgress progress)
      throws IOException {
    HubProblems problems = problems(workspace, snapshot.name());
    if (file.sizeBytes() > properties.maxSize().toBytes()) {
      throw problems.tooLarge(file, properties.maxSize());
    }
    cache.tidy();
    HubPartial partial = cache.open(workspace, snapshot, file, scratch);
    boolean whole = false;
    try {
      new HubDownload(requests, properties, workspace, snapshot, file, problems, partial, progress)
          .run();
      whole = true;
      return new HubCopy(partial);
    } finally {
      if (!whole) {
        partial.close();
      }
    }
  }

  private byte[] whole(String path, @Nullable String token, HubProblems problems, String revision)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        requests.get(path, 0, token, problems, "revision " + revision);
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(LISTING_BYTES + 1);
      if (bytes.length > LISTING_BYTES) {
        throw problems.unreachable("its listing has no end");
      }
      return bytes;
    }
  }

  private HubProblems problems(String workspace, HubName name) {
    return new HubProblems(
        properties.endpoint(), name, workspace, properties.tokenOf(workspace) != null);
  }
}
