// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.evaluation.fold.Partition;
import org.contextile.library.mil.head.HeadWeights;

/** Folds that have ended, in a file, so that a killed cross-validation does not begin anew. */
public final class FoldCheckpoint {
  private static final int MAGIC = 0x4d494c32;

  private FoldCheckpoint() {}

  /**
   * Writes the folds.
   *
   * @param run names cohort, features and settings; only a run of the same name may resume
   */
  public static void write(Path file, String run, List<TrainedFold> folds) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      out.writeInt(MAGIC);
      out.writeUTF(run);
      out.writeInt(folds.size());
      for (TrainedFold fold : folds) {
        write(out, fold);
      }
    }
  }

  /** The folds that were written for this run; none when they were written for another. */
  public static List<TrainedFold> read(Path file, String run) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (in.readInt() != MAGIC || !in.readUTF().equals(run)) {
        return List.of();
      }
      int count = in.readInt();
      List<TrainedFold> folds = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        folds.add(read(in));
      }
      return folds;
    }
  }

  private static void write(DataOutputStream out, TrainedFold fold) throws IOException {
    out.writeInt(fold.number());
    writeIndices(out, fold.partition().training());
    writeIndices(out, fold.partition().validation());
    writeIndices(out, fold.partition().test());
    fold.weights().write(out);
    out.writeInt(fold.bestEpoch());
    out.writeInt(fold.epochs().size());
    for (EpochRecord epoch : fold.epochs()) {
      out.writeInt(epoch.epoch());
      out.writeDouble(epoch.trainingLoss());
      out.writeDouble(epoch.validationLoss());
      out.writeDouble(epoch.validationAuroc());
    }
    for (double[] slide : fold.logProbabilities()) {
      out.writeInt(slide.length);
      for (double log : slide) {
        out.writeDouble(log);
      }
    }
  }

  private static TrainedFold read(DataInputStream in) throws IOException {
    int number = in.readInt();
    Partition partition = new Partition(readIndices(in), readIndices(in), readIndices(in));
    HeadWeights weights = HeadWeights.read(in);
    int bestEpoch = in.readInt();
    List<EpochRecord> epochs = new ArrayList<>();
    int epochCount = in.readInt();
    for (int i = 0; i < epochCount; i++) {
      epochs.add(new EpochRecord(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble()));
    }
    List<double[]> logProbabilities = new ArrayList<>();
    for (int i = 0; i < partition.test().size(); i++) {
      double[] slide = new double[in.readInt()];
      for (int j = 0; j < slide.length; j++) {
        slide[j] = in.readDouble();
      }
      logProbabilities.add(slide);
    }
    return new TrainedFold(number, partition, weights, bestEpoch, epochs, logProbabilities);
  }

  private static void writeIndices(DataOutputStream out, List<Integer> indices) throws IOException {
    out.writeInt(indices.size());
    for (int index : indices) {
      out.writeInt(index);
    }
  }

  private static List<Integer> readIndices(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indices.add(in.readInt());
    }
    return indices;
  }
}
