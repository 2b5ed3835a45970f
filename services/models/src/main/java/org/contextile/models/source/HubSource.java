// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.source;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.contextile.api.model.ModelProvenance;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.ResumableFile;
import org.contextile.library.storage.Sha256;
import org.contextile.models.hub.Hub;
import org.contextile.models.hub.HubCopy;
import org.contextile.models.hub.HubDigest;
import org.contextile.models.hub.HubFile;
import org.contextile.models.hub.HubName;
import org.contextile.models.hub.HubProgress;
import org.contextile.models.hub.HubSnapshot;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Models of the Hugging Face Hub. */
@Component
final class HubSource {
  private static final String MAIN = "main";

  private final Hub hub;

  HubSource(Hub hub) {
    this.hub = hub;
  }

  /** Downloads a model's files. */
  SourceFiles fetch(JobContext job, HubName name, @Nullable String revision, @Nullable String asked)
      throws IOException {
    job.phase("asking the Hub", 0, "");
    HubProgress progress = new JobProgress(job);
    HubSnapshot snapshot =
        hub.snapshot(job.workspace(), name, Objects.requireNonNullElse(revision, MAIN), progress);
    List<String> names = snapshot.files().stream().map(HubFile::path).toList();
    HubFile weights =
        find(snapshot, WeightsChoice.of(names, asked, "The repository " + name)).orElseThrow();
    job.log("%s at commit %s: %s".formatted(name, snapshot.commit(), weights.path()));
    String config = ModelText.of(beside -> text(job, snapshot, progress, beside));
    HubCopy copy = hub.download(job.workspace(), snapshot, weights, job.scratch(), progress);
    boolean made = false;
    try {
      ModelProvenance provenance =
          new ModelProvenance("hf:" + name, weights.path(), sha256(weights, copy, job))
              .commit(snapshot.commit())
              .licence(snapshot.licence());
      made = true;
      return new SourceFiles(copy.file(), config, provenance, copy);
    } finally {
      if (!made) {
        copy.close();
      }
    }
  }

  private Optional<String> text(
      JobContext job, HubSnapshot snapshot, HubProgress progress, String name) throws IOException {
    Optional<HubFile> file = find(snapshot, name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    if (file.get().sizeBytes() > ConfigText.MAX_BYTES) {
      throw ConfigText.tooLarge();
    }
    try (HubCopy copy =
        hub.download(job.workspace(), snapshot, file.get(), job.scratch(), progress)) {
      String text = ConfigText.read(copy.file());
      copy.spend();
      return Optional.of(text);
    }
  }

  private static String sha256(HubFile weights, HubCopy copy, JobContext job) throws IOException {
    return weights.digest().kind() == HubDigest.Kind.SHA256
        ? weights.digest().hex()
        : ResumableFile.open(copy.file(), weights.sizeBytes(), Sha256::begin, job::checkStop)
            .digest();
  }

  private static Optional<HubFile> find(HubSnapshot snapshot, String path) {
    return snapshot.files().stream().filter(it -> it.path().equals(path)).findFirst();
  }

  /** The job hears how a download goes. */
  private record JobProgress(JobContext job) implements HubProgress {

    @Override
    public void phase(String phase, long totalBytes) {
      job.phase(phase, totalBytes, "bytes");
    }

    @Override
    public void completed(long bytes) {
      job.progress(bytes);
    }

    @Override
    public void log(String message) {
      job.log(message);
    }

    @Override
    public void checkStop() {
      job.checkStop();
    }
  }
}
