// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.mcm.Stopwatch.Part;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.torch.optim.AdamW;
import org.contextile.library.torch.optim.AdamWSettings;
import org.contextile.library.torch.optim.ParameterGroup;
import org.contextile.library.torch.optim.WarmupCosine;

/**
 * Trains a student in place by masked context modelling with knowledge distillation, or by its
 * control. The student runs in evaluation mode: batches are small and windows alike, so batch
 * normalisation keeps the statistics that it came with. On the CPU with the same thread count, a
 * training that resumes from a checkpoint ends with the same bytes as one that was never stopped.
 *
 * <p>Student and teacher compute in the precision that they were loaded with, {@link
 * org.contextile.library.backbones.Precision#BF16} where the recipe asks for it and the program
 * takes it; weights, gradients, predictor, loss and optimiser are float32 in any case.
 *
 * <p>A step's loss is the mean over all masked patches of its {@code accumulation} batches, plus λ
 * times that over all visible ones. So its gradient does not depend on how the windows were divided
 * into batches, nor on how a batch was divided after memory ran out.
 */
public final class McmTrainer implements AutoCloseable {

  private static final String STUDENT = "student";

  private final TileSource tiles;
  private final List<SlideGrid> slides;
  private final McmRecipe recipe;
  private final Optional<TeacherTargets> cached;
  private final Networks networks;
  private final List<ModuleParameter> parameters = new ArrayList<>();
  private final AdamW optimiser;
  private final List<EpochSize> epochs = new ArrayList<>();
  private final WarmupCosine schedule;
  private final String fingerprint;
  private TrainingProgress progress;
  private StepTimes times = StepTimes.ZERO;
  private int partWindows;

  /**
   * Prepares a training; nothing is read yet.
   *
   * @param student loaded for training; stays the caller's
   * @param teacher stays the caller's
   * @throws TooLittleTissueException if no window holds enough tissue
   * @throws IllegalArgumentException if cached targets are combined with turns of the window, which
   *     they did not see
   */
  public McmTrainer(Backbone student, Teacher teacher, TileSource tiles, McmRecipe recipe)
      throws IOException {
    this.tiles = tiles;
    this.slides = List.copyOf(tiles.slides());
    this.recipe = recipe;
    this.progress = TrainingProgress.start(recipe.context().openSlides());
    this.cached =
        teacher instanceof Teacher.Cached(TeacherTargets targets)
            ? Optional.of(targets)
            : Optional.empty();
    if (cached.isPresent() && recipe.augmentation().dihedral()) {
      throw new IllegalArgumentException("cached targets allow photometric augmentation only");
    }
    for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
      epochs.add(EpochPlan.measure(slides, recipe.context(), recipe.seed(), epoch));
    }
    int steps = epochs.stream().mapToInt(this::stepsOf).sum();
    if (steps == 0) {
      throw new TooLittleTissueException();
    }
    this.schedule = WarmupCosine.of(steps, recipe.optimiser().warmupFraction());
    this.partWindows = recipe.context().batchWindows();
    this.networks = new Networks(student, teacher, recipe, tiles.patchPx());
    parameters.addAll(student.trainableParameters());
    parameters.addAll(networks.predictorParameters());
    this.optimiser = newOptimiser(student);
    this.fingerprint = Fingerprint.of(recipe, slides, parameters);
  }

  private AdamW newOptimiser(Backbone student) throws IOException {
    OptimiserSettings settings = recipe.optimiser();
    List<ParameterGroup> groups = new ArrayList<>();
    groups.addAll(
        ParameterGroup.split(STUDENT, student.trainableParameters(), settings.weightDecay()));
    groups.addAll(
        ParameterGroup.split("predictor", networks.predictorParameters(), settings.weightDecay()));
    AdamWSettings shared = new AdamWSettings(0.9, 0.999, 1e-8, settings.largestNorm());
    return new AdamW(student.device(), shared, groups);
  }

  private int stepsOf(EpochSize epoch) {
    return Math.ceilDiv(epoch.batches(), recipe.optimiser().accumulation());
  }

  /** All steps, those done included. */
  public int steps() {
    return schedule.steps();
  }

  /** Steps done. */
  public int stepsDone() {
    return progress.step();
  }

  /** All tissue cells that will have been shown, over all epochs. */
  public long patches() {
    return epochs.stream().mapToLong(EpochSize::cells).sum();
  }

  /**
   * Goes on from a checkpoint of the same training, made from the same student. How many slides are
   * open may be another: that changes the order of windows, but only from the next epoch on.
   *
   * @param checkpoint is read no further than it was written; stays the caller's
   * @return false, with nothing changed, if it is no checkpoint of this training
   * @throws IOException if it cannot be read
   */
  public boolean resume(InputStream checkpoint) throws IOException {
    Optional<TrainingProgress> saved =
        Checkpoint.read(checkpoint, fingerprint, parameters, optimiser);
    progress = saved.orElse(progress);
    return saved.isPresent();
  }

  /** Writes a checkpoint; call it between steps, that is from the listener, or after a failure. */
  public void saveCheckpoint(OutputStream out) throws IOException {
    Checkpoint.write(out, fingerprint, progress, parameters, optimiser);
  }

  /**
   * Trains to the end.
   *
   * @throws NonFiniteStepException if a step gives NaN or infinity
   * @throws ScriptException if libtorch fails, memory not sufficing even for one window included
   * @throws IOException if a slide fails
   * @throws Exception what the listener throws
   */
  public TrainingSummary run(TrainingListener listener) throws Exception {
    long before = progress.patches();
    while (progress.epoch() < recipe.epochs()) {
      try {
        runEpoch(listener);
        progress = progress.afterEpoch(recipe.context().openSlides());
      } catch (ScriptException e) {
        if (!e.outOfMemory() || partWindows == 1) {
          throw e;
        }
        partWindows = Math.max(1, partWindows / 2);
        optimiser.discardGradients();
      }
    }
    double seconds = Math.max(1, times.total().toNanos()) * 1e-9;
    long leftOut = epochs.stream().mapToLong(EpochSize::leftOut).sum();
    return new TrainingSummary(
        progress.step(),
        progress.patches(),
        leftOut,
        progress.unreadable(),
        (progress.patches() - before) / seconds,
        times);
  }

  private void runEpoch(TrainingListener listener) throws Exception {
    int epoch = progress.epoch();
    ContextSettings order = recipe.context().withOpenSlides(progress.openSlides());
    EpochPlan plan = new EpochPlan(slides, order, recipe.seed(), epoch);
    plan.skip(progress.batch());
    BatchAssembler assembler = new BatchAssembler(tiles, recipe, cached, epoch);
    int accumulation = recipe.optimiser().accumulation();
    try (BatchReader reader = new BatchReader(plan, assembler, accumulation, partWindows)) {
      int batches = epochs.get(epoch).batches();
      while (progress.batch() < batches) {
        int together = Math.min(accumulation, batches - progress.batch());
        StepReport report = step(reader, together);
        times = times.plus(report.times());
        listener.stepDone(report);
      }
    }
  }

  private StepReport step(BatchReader reader, int batches) throws Exception {
    Stopwatch watch = new Stopwatch();
    int step = progress.step();
    double[] losses = new double[3];
    long patches = 0;
    long unreadable = 0;
    boolean learned = false;
    for (int done = 0; done < batches; ) {
      ContextBatch batch = reader.next();
      watch.lap(Part.WAITING);
      if (batch.visible() > 0) {
        float[] of = networks.learn(batch, step, watch);
        for (int i = 0; i < losses.length; i++) {
          losses[i] += of[i];
        }
        learned = true;
      }
      patches += batch.patches();
      unreadable += batch.unreadable();
      done += batch.last() ? 1 : 0;
      reader.giveBack(batch);
    }
    double factor = schedule.factor(step);
    double norm = learned ? update(step, factor) : 0;
    watch.lap(Part.OPTIMISER);
    progress = progress.afterStep(batches, patches, unreadable);
    return new StepReport(
        progress.step(),
        schedule.steps(),
        progress.epoch() + 1,
        losses[0],
        losses[1],
        losses[2],
        norm,
        factor * recipe.optimiser().studentLearningRate(),
        progress.patches(),
        progress.unreadable(),
        watch.times());
  }

  private double update(int step, double factor) {
    double norm = optimiser.clip();
    if (!Double.isFinite(norm)) {
      throw new NonFiniteStepException(step, nonFiniteGradient());
    }
    OptimiserSettings rates = recipe.optimiser();
    optimiser.step(
        group ->
            factor
                * (group.name().equals(STUDENT)
                    ? rates.studentLearningRate()
                    : rates.predictorLearningRate()));
    return norm;
  }

  private String nonFiniteGradient() {
    return parameters.stream()
        .filter(parameter -> !Networks.finite(parameter.tensor().getGradient()))
        .map(parameter -> "the gradient of " + parameter.name())
        .findFirst()
        .orElse("the gradient's norm");
  }

  @Override
  public void close() {
    optimiser.close();
    networks.close();
  }
}
