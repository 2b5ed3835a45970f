// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.Attribute;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.contextile.api.patch.NotesPatch;
import org.contextile.db.Paging;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideKey;
import org.contextile.db.cohort.SplitScheme;
import org.contextile.db.feature.FeaturePrecision;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.idempotency.RequestKey;
import org.contextile.db.job.JobFilter;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.slide.TilingSpec;
import org.contextile.db.testing.WorkspaceRows;
import org.contextile.db.upkeep.Thing;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.query.FluentQuery.FetchableFluentQuery;

/** Arguments that name a workspace's rows, by the types and names of parameters. */
final class WalkedArguments {
  private final WorkspaceRows rows;
  private final Class<?> owner;
  private final EntityManagerFactory entities;

  WalkedArguments(WorkspaceRows rows, Class<?> owner, EntityManagerFactory entities) {
    this.rows = rows;
    this.owner = owner;
    this.entities = entities;
  }

  @Nullable Object value(String name, ResolvableType type) {
    Class<?> raw = type.resolve(Object.class);
    if (raw == Function.class) {
      Function<FetchableFluentQuery<?>, List<?>> all = FetchableFluentQuery::all;
      return all;
    }
    if (raw == Example.class) {
      return example();
    }
    if (raw == Iterable.class || Collection.class.isAssignableFrom(raw)) {
      Object one = one(singular(name), type.getGeneric(0).resolve(Object.class));
      return raw == Set.class ? Set.of(one) : List.of(one);
    }
    return one(name, raw);
  }

  private Object one(String name, Class<?> type) {
    if (type == UUID.class) {
      return name.equals("before") ? Paging.FIRST : rows.id(table(name));
    }
    if (type == String.class) {
      return switch (name) {
        case "workspace" -> rows.workspace();
        case "key" -> WorkspaceRows.KEY;
        case "name" -> owner.getSimpleName().startsWith("Slide") ? "theirs.svs" : "theirs";
        default -> throw new IllegalArgumentException("What text is " + name + "?");
      };
    }
    return switch (type.getSimpleName()) {
      case "long" -> name.equals("id") ? rows.firstEvent() : 0L;
      case "int" -> name.equals("folds") ? 2 : name.equals("position") ? 0 : 10;
      case "boolean" -> false;
      case "Limit" -> Limit.of(10);
      case "Sort" -> Sort.unsorted();
      case "Pageable" -> PageRequest.of(0, 10);
      case "CohortSlideKey" -> new CohortSlideKey(rows.id("cohort"), rows.id("slide"));
      case "CohortSlideEntity" -> entity(CohortSlideEntity.class);
      case "TilingSpec" -> new TilingSpec(224, 0.5, 0, 0.5);
      case "FeatureProvenance" ->
          new FeatureProvenance(FeaturePrecision.FP32, "openslide", "4.0.1");
      case "ModelOrigin" -> ModelOrigin.IMPORTED;
      case "SplitScheme" -> SplitScheme.STRATIFIED_GROUP_K_FOLD;
      case "JobFilter" -> JobFilter.ALL;
      case "Thing" -> Thing.PREDICTION;
      case "NotesPatch" -> {
        NotesPatch patch = new NotesPatch();
        patch.setNotes("walked");
        yield patch;
      }
      case "JobOutputType" -> JobOutputType.SLIDE;
      case "MadeType" -> MadeType.COHORT;
      case "RequestKey" -> new RequestKey(WorkspaceRows.KEY, "another");
      case "JobSubmission" ->
          JobSubmission.of(rows.workspace(), JobKind.INGEST, "{}")
              .withDependsOn(Set.of(rows.id("job")));
      default -> entity(type);
    };
  }

  private static String singular(String name) {
    return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
  }

  /** The table whose row a parameter names. */
  private String table(String name) {
    String bare = name.endsWith("Id") ? name.substring(0, name.length() - 2) : name;
    return switch (bare) {
      case "id" -> ownTable();
      case "featureSet" -> "feature_set";
      case "graph" -> "job_graph";
      default -> bare;
    };
  }

  private String ownTable() {
    String of = owner.getSimpleName();
    return switch (of) {
      case "FeatureSetRepository" -> "feature_set";
      case "JobReader", "JobQueue" -> "job";
      case "JobOutputs" -> "job_output";
      case "SlideNameReader", "ShownSlideReader" -> "slide";
      case "RequestKeys" -> "cohort";
      case "Removals", "Amendments" -> "prediction";
      default -> of.replace("Repository", "").toLowerCase(Locale.ROOT);
    };
  }

  /** The row as its own workspace has read it. */
  private <T> T entity(Class<T> type) {
    Object id =
        type == CohortSlideEntity.class
            ? new CohortSlideKey(rows.id("cohort"), rows.id("slide"))
            : rows.id(ownTable());
    try (WorkspaceScope _ = WorkspaceScope.of(rows.workspace(), null);
        EntityManager manager = entities.createEntityManager()) {
      T found = manager.find(type, id);
      if (found == null) {
        throw new IllegalArgumentException("No %s %s".formatted(type, id));
      }
      return found;
    }
  }

  private Example<?> example() {
    Class<?> type =
        ResolvableType.forClass(owner)
            .as(org.springframework.data.repository.Repository.class)
            .getGeneric(0)
            .resolve(Object.class);
    String[] all =
        entities.getMetamodel().entity(type).getAttributes().stream()
            .map(Attribute::getName)
            .filter(name -> !name.equals("workspace") && !name.equals("key"))
            .toArray(String[]::new);
    return Example.of(entity(type), ExampleMatcher.matching().withIgnorePaths(all));
  }
}
