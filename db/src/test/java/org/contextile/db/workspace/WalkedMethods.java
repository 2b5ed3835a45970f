// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.contextile.db.artifact.ArtifactRepository;
import org.contextile.db.cohort.CohortTable;
import org.contextile.db.cohort.TiledCohorts;
import org.contextile.db.idempotency.RequestKeys;
import org.contextile.db.job.JobEventReader;
import org.contextile.db.job.JobGraphRows;
import org.contextile.db.job.JobOutputs;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.slide.BlankSlides;
import org.contextile.db.slide.ShownSlideReader;
import org.contextile.db.slide.SlideNameReader;
import org.contextile.db.testing.WorkspaceRows;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.data.repository.Repository;

/** Every method of every repository and reader, found in the application and not listed by hand. */
final class WalkedMethods {
  private static final List<Class<?>> READERS =
      List.of(
          JobReader.class,
          JobEventReader.class,
          JobOutputs.class,
          JobGraphRows.class,
          ShownSlideReader.class,
          SlideNameReader.class,
          BlankSlides.class,
          CohortTable.class,
          TiledCohorts.class,
          Removals.class,
          Amendments.class,
          RequestKeys.class,
          JobQueue.class);

  /** Methods that name no workspace's row, and why. */
  private static final Map<Class<?>, Set<String>> NOBODYS =
      Map.of(
          // Digests belong to nobody: who knows one has read it from a row of its own.
          ArtifactRepository.class,
              Set.of("findById", "existsById", "insertIfAbsent", "deleteByDigest"),
          // Housekeeping for all workspaces.
          RequestKeys.class, Set.of("forgetOld"),
          // A lock by the name of a workspace: it shows and changes nothing.
          Removals.class, Set.of("keepOff"),
          // A count of the events of all, without any of them.
          JobEventReader.class, Set.of("newest"),
          // Under a lease, whose token only its worker knows, or housekeeping for all workspaces.
          JobQueue.class,
              Set.of(
                  "together",
                  "claim",
                  "claimWithin",
                  "heartbeat",
                  "progress",
                  "append",
                  "checkpoint",
                  "fenced",
                  "output",
                  "succeed",
                  "divide",
                  "children",
                  "fail",
                  "cancelled",
                  "release",
                  "sweep"));

  private final ApplicationContext application;
  private final WorkspaceRows rows;

  WalkedMethods(ApplicationContext application, WorkspaceRows rows) {
    this.application = application;
    this.rows = rows;
  }

  List<WalkedMethod> all() {
    List<WalkedMethod> all = new ArrayList<>();
    for (Object repository : application.getBeansOfType(Repository.class).values()) {
      Class<?> type = AopProxyUtils.proxiedUserInterfaces(repository)[0];
      add(all, repository, type);
    }
    READERS.forEach(type -> add(all, application.getBean(type), type));
    return all;
  }

  private void add(List<WalkedMethod> all, Object bean, Class<?> owner) {
    Set<String> left = NOBODYS.getOrDefault(owner, Set.of());
    for (Method method : owner.getMethods()) {
      if (method.getDeclaringClass() != Object.class
          && !Modifier.isStatic(method.getModifiers())
          && !method.isBridge()
          && !method.getName().equals("flush")
          && !left.contains(method.getName())) {
        all.add(new WalkedMethod(bean, owner, method, arguments(owner, method)));
      }
    }
  }

  private List<@Nullable Object> arguments(Class<?> owner, Method method) {
    WalkedArguments values =
        new WalkedArguments(rows, owner, application.getBean(EntityManagerFactory.class));
    Parameter[] parameters = method.getParameters();
    return IntStream.range(0, parameters.length)
        .<@Nullable Object>mapToObj(
            place ->
                values.value(
                    parameters[place].getName(),
                    ResolvableType.forMethodParameter(method, place, owner)))
        .toList();
  }
}
