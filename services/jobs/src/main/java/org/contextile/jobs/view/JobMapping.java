// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.view;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobAttempt;
import org.contextile.api.model.JobChildren;
import org.contextile.api.model.JobKind;
import org.contextile.api.model.JobOutput;
import org.contextile.api.model.JobOutputType;
import org.contextile.api.model.JobProgress;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.JobState;
import org.contextile.api.model.JobWait;
import org.contextile.api.model.Problem;
import org.contextile.db.job.JobView;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Jobs as the API shows them. */
@Component
public class JobMapping {
  private static final TypeReference<Map<String, Object>> REQUEST = new TypeReference<>() {};

  private final JobFigures figures;
  private final JobWaits waits;
  private final JsonMapper json;

  JobMapping(JobFigures figures, JobWaits waits, JsonMapper json) {
    this.figures = figures;
    this.waits = waits;
    this.json = json;
  }

  /** One job, with the latest value of its metrics. */
  public Job toApi(JobView job) {
    Job result = toApi(List.of(job)).getFirst();
    Map<String, Double> metrics = figures.latestMetrics(job.id());
    return result.metrics(metrics);
  }

  /** A page of jobs. */
  public List<Job> toApi(List<JobView> jobs) {
    Set<UUID> ids = jobs.stream().map(JobView::id).collect(toSet());
    Map<UUID, List<JobFigures.Attempt>> attempts = figures.attempts(ids);
    Map<UUID, Double> rates =
        figures.rates(jobs.stream().filter(JobMapping::moves).map(JobView::id).toList());
    Map<UUID, JobWait> reasons = waits.of(jobs);
    return jobs.stream()
        .map(
            job ->
                toApi(job, attempts.getOrDefault(job.id(), List.of()), rates.get(job.id()))
                    .waitsFor(reasons.get(job.id())))
        .toList();
  }

  /** Whether it, or a child of it, may be running. */
  private static boolean moves(JobView job) {
    return job.state().leased() || (!job.state().terminal() && !job.children().ended());
  }

  private Job toApi(JobView view, List<JobFigures.Attempt> attempts, @Nullable Double rate) {
    Job job =
        new Job(
            view.id(),
            JobKind.fromValue(view.kind().text()),
            JobState.valueOf(view.state().name()),
            view.priority(),
            json.readValue(view.requestJson(), REQUEST),
            new ArrayList<>(attempts.stream().map(this::toApi).toList()),
            view.dependsOn(),
            view.outputs().stream().map(JobMapping::output).toList(),
            view.createdAt());
    boolean waits = view.state().waiting();
    return job.createdBy(view.createdBy())
        .result(read(view.resultJson(), JobResult.class))
        .error(read(view.errorJson(), Problem.class))
        .parentId(view.parentId())
        .children(children(view.children()))
        .needs(AcceptedJobs.needs(view.needs()))
        .progress(progress(view, rate))
        .runAfter(waits && view.runAfter().isAfter(view.createdAt()) ? view.runAfter() : null)
        .startedAt(view.startedAt())
        .finishedAt(view.finishedAt());
  }

  private static JobOutput output(org.contextile.db.job.JobOutput output) {
    JobOutput shown = new JobOutput(JobOutputType.fromValue(output.type().text()), output.id());
    return output.deleted() ? shown.deleted(true) : shown;
  }

  private static @Nullable JobChildren children(org.contextile.db.job.JobChildren children) {
    return children.total() == 0
        ? null
        : new JobChildren(
            children.total(),
            children.succeeded(),
            children.failed(),
            children.cancelled(),
            children.unfinished());
  }

  private static @Nullable JobProgress progress(JobView view, @Nullable Double rate) {
    var progress = view.progress();
    if (progress.phase() == null) {
      return null;
    }
    // What has succeeded is whole, also where nobody counted.
    boolean whole = view.state() == org.contextile.db.job.JobState.SUCCEEDED;
    long total = whole ? Math.max(1, progress.completed()) : progress.total();
    JobProgress result =
        new JobProgress(
                progress.phase(),
                whole ? total : progress.completed(),
                Objects.requireNonNullElse(progress.unit(), ""))
            .total(total == 0 ? null : total)
            .ratePerSecond(rate);
    if (rate == null || total == 0) {
      return result;
    }
    return result.secondsLeft(Math.max(0, total - progress.completed()) / rate);
  }

  private JobAttempt toApi(JobFigures.Attempt attempt) {
    return new JobAttempt(attempt.number())
        .worker(attempt.worker())
        .startedAt(attempt.startedAt())
        .endedAt(attempt.endedAt())
        .outcome(attempt.outcome() == null ? null : outcome(attempt.outcome()))
        .error(read(attempt.errorJson(), Problem.class));
  }

  public static String outcome(String outcome) {
    return outcome.equals("EXPIRED") ? "lease-expired" : outcome.toLowerCase(Locale.ROOT);
  }

  private <T> @Nullable T read(@Nullable String text, Class<T> type) {
    return text == null ? null : json.readValue(text, type);
  }
}
