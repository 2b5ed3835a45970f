// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.evaluation.fold.Partition;
import org.contextile.library.evaluation.metrics.Auroc;
import org.contextile.library.evaluation.metrics.Margins;
import org.contextile.library.evaluation.metrics.UndefinedMetricException;
import org.contextile.library.mil.head.Head;
import org.contextile.library.mil.head.HeadWeights;

/** Trains the network of one fold; what it samples depends on the seed and the fold alone. */
final class FoldTrainer {
  private final List<LabelledSlide> slides;
  private final BagCache bags;
  private final int classes;
  private final MilSettings settings;
  private final Head head;
  private final Device device;
  private final MilListener listener;

  FoldTrainer(
      List<LabelledSlide> slides,
      BagCache bags,
      int classes,
      MilSettings settings,
      Device device,
      MilListener listener) {
    this.slides = slides;
    this.bags = bags;
    this.classes = classes;
    this.settings = settings;
    this.head = Head.of(settings.head());
    this.device = device;
    this.listener = listener;
  }

  TrainedFold train(int fold, Partition partition) throws IOException {
    SplittableRandom random = new SplittableRandom(settings.seed()).split();
    for (int i = 0; i < fold; i++) {
      random = random.split();
    }
    double[] classWeights = ClassWeights.balanced(slides, partition.training(), classes);
    HeadWeights best =
        head.initial(bags.standardisation(partition.training()), classes, random.nextLong());
    EarlyStopping stopping = new EarlyStopping(settings.patience());
    List<EpochRecord> epochs = new ArrayList<>();
    try (HeadNetwork network =
        new HeadNetwork(best, ClassWeights.floats(classWeights), settings, device)) {
      for (int epoch = 1; epoch <= settings.maxEpochs() && !stopping.exhausted(); epoch++) {
        double training = trainEpoch(network, fold, epoch, partition.training(), random);
        EpochRecord ended =
            validate(network, fold, epoch, training, partition.validation(), classWeights);
        epochs.add(ended);
        listener.epochEnded(fold, ended);
        if (stopping.improves(epoch, ended.validationLoss())) {
          best = network.weights();
        }
      }
    }
    return new TrainedFold(
        fold, partition, best, stopping.bestEpoch(), epochs, test(best, partition.test()));
  }

  private double trainEpoch(
      HeadNetwork network, int fold, int epoch, List<Integer> training, SplittableRandom random)
      throws IOException {
    List<Integer> order = new ArrayList<>(training);
    Collections.shuffle(order, random);
    double sum = 0;
    for (int index : order) {
      listener.checkStop();
      try (NDManager step = network.newStep()) {
        int label = slides.get(index).label();
        double loss = network.backward(bags.features(index, step), label, random, step);
        requireFinite(Double.isFinite(loss), "loss", index, fold, epoch);
        requireFinite(network.update(), "gradient", index, fold, epoch);
        sum += loss;
      }
    }
    return sum / order.size();
  }

  private EpochRecord validate(
      HeadNetwork network,
      int fold,
      int epoch,
      double trainingLoss,
      List<Integer> validation,
      double[] classWeights)
      throws IOException {
    double loss = 0;
    double[][] logProbabilities = new double[validation.size()][];
    int[] labels = new int[validation.size()];
    for (int i = 0; i < labels.length; i++) {
      listener.checkStop();
      int index = validation.get(i);
      labels[i] = slides.get(index).label();
      try (NDManager step = network.newStep()) {
        logProbabilities[i] = Softmax.log(network.logits(bags.features(index, step), step));
      }
      double log = logProbabilities[i][labels[i]];
      requireFinite(Double.isFinite(log), "validation loss", index, fold, epoch);
      loss -= classWeights[labels[i]] * log;
    }
    return new EpochRecord(
        epoch, trainingLoss, loss / labels.length, auroc(logProbabilities, labels));
  }

  private List<double[]> test(HeadWeights weights, List<Integer> test) throws IOException {
    List<double[]> logProbabilities = new ArrayList<>();
    try (SlideClassifier classifier = SlideClassifier.of(head, List.of(weights), device)) {
      for (int index : test) {
        listener.checkStop();
        try (NDManager step = classifier.newStep()) {
          logProbabilities.add(classifier.logProbabilities(bags.features(index, step), step));
        }
      }
    }
    return logProbabilities;
  }

  private static double auroc(double[][] logProbabilities, int[] labels) {
    try {
      return Auroc.macroOneVersusRest(Margins.of(logProbabilities), labels);
    } catch (UndefinedMetricException e) {
      return Double.NaN;
    }
  }

  private void requireFinite(boolean finite, String quantity, int index, int fold, int epoch) {
    if (!finite) {
      throw new NonFiniteLossException(quantity, slides.get(index).slide(), fold, epoch);
    }
  }
}
