// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.contextile.library.evaluation.fold.Folds;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.evaluation.fold.Partition;
import org.contextile.library.evaluation.fold.Partitions;

/**
 * Slides of Gaussian noise of which a few tiles tell the class: their feature number {@code label}
 * is far from zero. Class 0 has none.
 */
record SyntheticBags(List<LabelledSlide> slides, List<ArrayBag> bags, List<int[]> telling) {
  static final int DIMENSION = 8;
  static final int TELLING = 3;

  @SuppressWarnings("ArrayRecordComponent") // test data, never compared
  record ArrayBag(int instances, float[] features) implements Bag {}

  static SyntheticBags of(int count, int classes) {
    SplittableRandom random = new SplittableRandom(count);
    List<LabelledSlide> slides = new ArrayList<>();
    List<ArrayBag> bags = new ArrayList<>();
    List<int[]> telling = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % classes;
      int instances = 15 + random.nextInt(20);
      float[] features = new float[instances * DIMENSION];
      for (int j = 0; j < features.length; j++) {
        features[j] = (float) random.nextGaussian();
      }
      int[] tiles =
          label == 0 ? new int[0] : random.ints(0, instances).distinct().limit(TELLING).toArray();
      for (int tile : tiles) {
        features[tile * DIMENSION + label] += 6;
      }
      slides.add(new LabelledSlide("slide " + i, "patient " + i / classes / 2 + label, label));
      bags.add(new ArrayBag(instances, features));
      telling.add(tiles);
    }
    return new SyntheticBags(slides, bags, telling);
  }

  /** Three stratified folds. */
  List<Partition> partitions() {
    List<Integer> all = IntStream.range(0, slides.size()).boxed().toList();
    return Partitions.of(Folds.stratified(slides, 3, 7), 0.25, 7, all);
  }

  int firstWithLabel(int label) {
    return IntStream.range(0, slides.size())
        .filter(i -> slides.get(i).label() == label)
        .findFirst()
        .orElseThrow();
  }

  int[] tellingTiles(int slide) {
    return telling.get(slide);
  }

  /** Labels that the telling tiles do not tell, each slide being a patient of its own. */
  SyntheticBags withMeaninglessLabels() {
    List<LabelledSlide> changed = new ArrayList<>();
    for (int i = 0; i < slides.size(); i++) {
      changed.add(new LabelledSlide("slide " + i, "patient " + i, i / 2 % 2));
    }
    return new SyntheticBags(changed, bags, telling);
  }

  SyntheticBags withNaN(int slide) {
    List<ArrayBag> changed = new ArrayList<>(bags);
    float[] features = bags.get(slide).features().clone();
    features[3] = Float.NaN;
    changed.set(slide, new ArrayBag(bags.get(slide).instances(), features));
    return new SyntheticBags(slides, changed, telling);
  }
}
