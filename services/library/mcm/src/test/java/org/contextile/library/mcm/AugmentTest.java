// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentTest {

  private static final int SIDE = 3;
  private static final int PATCH = 4;

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  private ScriptModule augment() throws IOException {
    Path file = directory.resolve("augment.pt");
    ScriptProgram program = ScriptProgram.resource(Networks.class, "augment.py");
    ScriptArchive.write(file, ScriptNode.of("Augment"), program, MemoryLayout.CONTIGUOUS);
    return ScriptModule.load(file, Device.cpu(), false);
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(2).nextBytes(bytes);
    return bytes;
  }

  private static NDArray tensor(NDManager scope, byte[] bytes, long... shape) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return scope.create(buffer, new Shape(shape), DataType.UINT8);
  }

  @Test
  void turningPatchesAndPlacesTurnsTheWholeWindow() throws IOException {
    int side = SIDE * PATCH;
    byte[] image = noise(side * side * 3);
    try (ScriptModule augment = augment();
        NDManager scope = augment.scope().newSubManager()) {
      for (int turn = 0; turn < 8; turn++) {
        long[] turns = new long[SIDE * SIDE];
        Arrays.fill(turns, turn);
        NDArray patches = tensor(scope, cut(image), (long) SIDE * SIDE, PATCH, PATCH, 3);
        NDArray patchTurns = scope.create(turns);
        ScriptCall call = ScriptCall.of("turn").tensor(patches).tensor(patchTurns);
        byte[] turned = augment.infer(call).get(0).toByteArray();
        byte[] placed = new byte[turned.length];
        int size = PATCH * PATCH * 3;
        for (int place = 0; place < SIDE * SIDE; place++) {
          int to = BatchAssembler.turned(place, turn, SIDE);
          System.arraycopy(turned, place * size, placed, to * size, size);
        }
        ScriptCall whole =
            ScriptCall.of("turn")
                .tensor(tensor(scope, image, 1, side, side, 3))
                .tensor(scope.create(new long[] {turn}));
        assertThat(placed).isEqualTo(cut(augment.infer(whole).get(0).toByteArray()));
      }
    }
  }

  private static byte[] cut(byte[] image) {
    int row = PATCH * 3;
    byte[] patches = new byte[image.length];
    int at = 0;
    for (int place = 0; place < SIDE * SIDE; place++) {
      for (int y = 0; y < PATCH; y++) {
        int from = (place / SIDE * PATCH + y) * SIDE * row + place % SIDE * row;
        System.arraycopy(image, from, patches, at, row);
        at += row;
      }
    }
    return patches;
  }

  private byte[] stained(byte[] pixels, double haematoxylin, double eosin) throws IOException {
    try (ScriptModule augment = augment();
        NDManager scope = augment.scope().newSubManager()) {
      NDArray matrix = scope.create(StainMatrix.of(haematoxylin, eosin), new Shape(1, 3, 3));
      ScriptCall call =
          ScriptCall.of("stain")
              .tensor(tensor(scope, pixels, 1, pixels.length / 3, 1, 3))
              .tensor(matrix);
      return augment.infer(call).get(0).toByteArray();
    }
  }

  @Test
  void stainsOfUnchangedStrengthLeavePixelsAsTheyAre() throws IOException {
    byte[] pixels = noise(300);
    byte[] same = stained(pixels, 1, 1);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(Math.abs((same[i] & 255) - (pixels[i] & 255))).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void strongerHaematoxylinDarkensNucleiAndKeepsWhite() throws IOException {
    byte[] nucleusAndWhite = {90, 70, (byte) 140, (byte) 255, (byte) 255, (byte) 255};
    byte[] stronger = stained(nucleusAndWhite, 1.3, 1);
    assertThat(stronger[0] & 255).isLessThan(90);
    assertThat(stronger[1] & 255).isLessThan(70);
    assertThat(Arrays.copyOfRange(stronger, 3, 6)).containsOnly((byte) 255);
  }
}
