// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.job.JobOutputType;
import org.contextile.jobs.worker.ChildResult;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.LocalCopy;

/** A job that remembers what it is told; its checkpoint lies in a folder and outlives it. */
final class RecordingJob implements JobContext {

  private final Path folder;
  final List<String> logged = new ArrayList<>();

  RecordingJob(Path folder) {
    this.folder = folder;
  }

  Path checkpointFile() {
    return folder.resolve("saved");
  }

  @Override
  public UUID id() {
    return new UUID(0, 1);
  }

  @Override
  public String workspace() {
    return "default";
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public List<ChildResult> children() {
    return List.of();
  }

  @Override
  public UUID outputId(JobOutputType type) {
    return new UUID(0, 2);
  }

  @Override
  public <T> T request(Class<T> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void phase(String phase, long total, String unit) {}

  @Override
  public void progress(long completed) {}

  @Override
  public void metric(String name, long step, double value) {}

  @Override
  public void log(String message) {
    logged.add(message);
  }

  @Override
  public void checkStop() {}

  @Override
  public boolean stopping() {
    return false;
  }

  @Override
  public Optional<LocalCopy> checkpoint() {
    return Optional.of(checkpointFile())
        .filter(Files::exists)
        .map(file -> new LocalCopy(file, () -> {}));
  }

  @Override
  public void saveCheckpoint(Path file) throws IOException {
    Files.copy(file, checkpointFile(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void publish(Runnable writes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path scratch() {
    return folder;
  }
}
