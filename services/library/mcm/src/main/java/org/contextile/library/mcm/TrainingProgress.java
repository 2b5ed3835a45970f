// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How far a training has come.
 *
 * @param step steps done
 * @param epoch epochs done
 * @param batch batches done in the running epoch
 * @param patches tissue cells shown
 * @param unreadable cells left out
 * @param openSlides what orders the windows of the running epoch; it stays until the epoch's end
 */
record TrainingProgress(
    int step, int epoch, int batch, long patches, long unreadable, int openSlides) {

  static TrainingProgress start(int openSlides) {
    return new TrainingProgress(0, 0, 0, 0, 0, openSlides);
  }

  TrainingProgress afterStep(int batches, long morePatches, long moreUnreadable) {
    return new TrainingProgress(
        step + 1,
        epoch,
        batch + batches,
        patches + morePatches,
        unreadable + moreUnreadable,
        openSlides);
  }

  TrainingProgress afterEpoch(int openSlidesNow) {
    return new TrainingProgress(step, epoch + 1, 0, patches, unreadable, openSlidesNow);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(step);
    out.writeInt(epoch);
    out.writeInt(batch);
    out.writeLong(patches);
    out.writeLong(unreadable);
    out.writeInt(openSlides);
  }

  static TrainingProgress read(DataInputStream in) throws IOException {
    return new TrainingProgress(
        in.readInt(), in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readInt());
  }
}
