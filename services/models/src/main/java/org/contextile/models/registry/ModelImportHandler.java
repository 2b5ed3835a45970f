// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.intake.Uploads;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.contextile.models.source.ModelImportOrder;
import org.contextile.models.source.ModelSources;
import org.contextile.models.source.SourceFiles;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Brings a model's files here, tries the model, and publishes its row. */
@Component
final class ModelImportHandler implements JobHandler {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final ModelSources sources;
  private final ModelImport imports;
  private final ModelRepository models;
  private final Uploads uploads;
  private final JsonMapper json;

  ModelImportHandler(
      ModelSources sources,
      ModelImport imports,
      ModelRepository models,
      Uploads uploads,
      JsonMapper json) {
    this.sources = sources;
    this.imports = imports;
    this.models = models;
    this.uploads = uploads;
    this.json = json;
  }

  @Override
  public JobKind kind() {
    return JobKind.MODEL_IMPORT;
  }

  @Override
  public JobResult run(JobContext job) throws IOException {
    ModelImportOrder order = job.request(ModelImportOrder.class);
    try (SourceFiles files = sources.fetch(job, order)) {
      job.checkStop();
      job.phase("importing", 0, "");
      Supplier<ModelEntity> row = tried(job, order, files);
      files.spend();
      Map<String, Object> source = json.convertValue(files.provenance(), OBJECT);
      // A broken transaction is begun again, and must not meet the row of the first time.
      return new JobResult(
          () -> {
            ModelEntity model = row.get();
            model.takeReservedId(job.outputId(JobOutputType.MODEL));
            uploads.use(job.id());
            return Map.of("modelId", models.saveAndFlush(model).id(), "modelSource", source);
          });
    }
  }

  private Supplier<ModelEntity> tried(JobContext job, ModelImportOrder order, SourceFiles files)
      throws IOException {
    try {
      return imports.brought(job.workspace(), order, files, job.scratch());
    } catch (ProblemException e) {
      files.spend();
      throw e;
    }
  }
}
