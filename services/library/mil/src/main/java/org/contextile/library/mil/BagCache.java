// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contextile.library.mil.head.Standardisation;
import org.contextile.library.mil.head.Standardisation.Sums;
import org.contextile.library.torch.Torch;

/** Features as tensors, cached as far as memory is allowed and read again beyond it. */
final class BagCache implements AutoCloseable {
  private final List<? extends Bag> bags;
  private final int dimension;
  private final NDManager scope;
  private final Map<Integer, NDArray> cached = new HashMap<>();
  private final List<Sums> sums = new ArrayList<>();

  private BagCache(List<? extends Bag> bags, int dimension, Device device) {
    this.bags = bags;
    this.dimension = dimension;
    this.scope = Torch.newScope(device);
  }

  /** Reads every bag once. */
  static BagCache read(
      List<? extends Bag> bags, int dimension, long maxBytes, Device device, MilListener listener)
      throws IOException {
    BagCache cache = new BagCache(bags, dimension, device);
    try {
      long left = maxBytes;
      for (int i = 0; i < bags.size(); i++) {
        listener.checkStop();
        float[] features = cache.checked(i);
        cache.sums.add(Sums.of(features, bags.get(i).instances()));
        long bytes = (long) features.length * Float.BYTES;
        if (bytes <= left) {
          left -= bytes;
          cache.cached.put(i, cache.tensor(features, cache.scope));
        }
        listener.bagRead(i + 1, bags.size());
      }
      return cache;
    } catch (IOException | RuntimeException e) {
      cache.close();
      throw e;
    }
  }

  /** The features of a bag, [n, D]; they belong to the step unless they are cached. */
  NDArray features(int index, NDManager step) throws IOException {
    NDArray known = cached.get(index);
    return known != null ? known : tensor(checked(index), step);
  }

  int instances(int index) {
    return bags.get(index).instances();
  }

  Standardisation standardisation(List<Integer> indices) {
    return Standardisation.of(indices.stream().map(sums::get).toList());
  }

  @Override
  public void close() {
    scope.close();
  }

  private float[] checked(int index) throws IOException {
    float[] features = bags.get(index).features();
    int instances = bags.get(index).instances();
    if (instances < 1 || features.length != (long) instances * dimension) {
      throw new IllegalArgumentException(
          "bag %d has %d numbers, not %d tiles of %d features"
              .formatted(index, features.length, instances, dimension));
    }
    return features;
  }

  private NDArray tensor(float[] features, NDManager manager) {
    return manager.create(features, new Shape(features.length / dimension, dimension));
  }
}
