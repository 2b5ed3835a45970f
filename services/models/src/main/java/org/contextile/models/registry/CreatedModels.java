// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.registry;

import java.net.URI;
import java.util.UUID;
import org.contextile.api.model.Model;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.web.http.RepeatedAnswer;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers requests that made a model at once. */
@Component
class CreatedModels implements RepeatedAnswer {
  private final ModelRepository models;
  private final ModelMapping mapping;

  CreatedModels(ModelRepository models, ModelMapping mapping) {
    this.models = models;
    this.mapping = mapping;
  }

  @Override
  public MadeType of() {
    return MadeType.MODEL;
  }

  @Override
  public ResponseEntity<Model> to(String workspace, UUID id) {
    return answer(
        models
            .findByIdAndWorkspace(id, workspace)
            .orElseThrow(() -> ProblemException.notFound("model", id)));
  }

  ResponseEntity<Model> answer(ModelEntity model) {
    return ResponseEntity.created(URI.create("/v1/models/" + model.id()))
        .body(mapping.toApi(model));
  }
}
