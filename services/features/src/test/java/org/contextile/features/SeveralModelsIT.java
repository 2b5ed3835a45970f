// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.FeatureSet;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Model;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.contextile.models.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One extraction by several models. */
final class SeveralModelsIT {

  @RegisterExtension static final RunningService running = FeaturesService.SHARED.running();

  private final FeaturesService service = FeaturesService.SHARED;

  @Test
  void makesTheFilesThatOneJobPerModelMakes() throws Exception {
    Model one = service.assemble("one", 5);
    Model other = service.assemble("other", 6);
    SlideEntity together = service.slide(11);
    SlideEntity apart = service.slide(11);

    List<FeatureSet> both = sets(List.of(one.getId(), other.getId()), together);

    assertThat(both).extracting(FeatureSet::getModelId).containsExactly(one.getId(), other.getId());
    assertThat(both.getFirst().getDigest()).isNotEqualTo(both.getLast().getDigest());
    assertThat(both.getFirst().getTilingId()).isEqualTo(both.getLast().getTilingId());
    assertThat(both)
        .extracting(FeatureSet::getDigest)
        .containsExactly(
            sets(List.of(one.getId()), apart).getFirst().getDigest(),
            sets(List.of(other.getId()), apart).getFirst().getDigest());
  }

  @Test
  void overSeveralSlidesListsTheSetsBySlideAndThenByModel() throws Exception {
    Model one = service.assemble("one", 5);
    Model other = service.assemble("other", 6);
    SlideEntity first = service.slide(12);
    SlideEntity second = service.slide(13);

    List<FeatureSet> sets = sets(List.of(other.getId(), one.getId(), other.getId()), first, second);

    assertThat(sets)
        .extracting(FeatureSet::getSlideId)
        .containsExactly(first.id(), first.id(), second.id(), second.id());
    assertThat(sets)
        .extracting(FeatureSet::getModelId)
        .containsExactly(other.getId(), one.getId(), other.getId(), one.getId());
  }

  @Test
  void extractsOnlyWhatIsMissing() throws Exception {
    Model one = service.assemble("one", 5);
    Model other = service.assemble("other", 6);
    SlideEntity slide = service.slide(14);
    FeatureSet present = sets(List.of(one.getId()), slide).getFirst();

    assertThat(sets(List.of(one.getId(), other.getId()), slide))
        .hasSize(2)
        .first()
        .isEqualTo(present);
  }

  @Test
  void keepsTheSetsOfModelsThatWorkedWhenAnotherFails() throws Exception {
    Path weights =
        Programs.hungry(service.running().folder(), "bool(torch.gt(torch.min(x), -2.1))");
    Model hungry =
        service
            .models()
            .createModelWithFormData(weights.toFile(), "big", null, null, 64, null, null, null);
    Model good = service.assemble("good", 7);
    SlideEntity slide = service.slide(15);

    UUID job = service.submit(List.of(hungry.getId(), good.getId()), slide);

    assertThat(running.problem(job)).contains("/problems/out-of-memory");
    assertThat(service.sets().listFeatureSets(slide.id(), null, 50, null).getItems())
        .extracting(FeatureSet::getModelId)
        .containsExactly(good.getId());
  }

  private List<FeatureSet> sets(List<UUID> models, SlideEntity... slides) throws Exception {
    JobResult result = running.result(service.submit(models, slides));
    List<FeatureSet> sets = new ArrayList<>();
    for (UUID id : result.getFeatureSetIds()) {
      sets.add(service.sets().getFeatureSet(id));
    }
    return sets;
  }
}
