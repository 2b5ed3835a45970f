// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.Torch;

/**
 * A feature extractor: a TorchScript module from float32 N×3×H×W, normalised, to float32 N×D, with
 * the program in front that turns bytes into such input. Runs in evaluation mode, also while it is
 * trained: stored batch statistics stay as they are. One thread at a time.
 */
public final class Backbone implements AutoCloseable {

  private static final int LARGEST_BATCH = 256;

  private final ScriptModule module;
  private final ScriptModule pixels;
  private final InputSpec input;
  private final Device device;
  private final Precision precision;
  private final int dimensions;
  private final List<ModuleParameter> trainable = new ArrayList<>();
  private int batch = LARGEST_BATCH;

  private Backbone(
      ScriptModule module,
      ScriptModule pixels,
      InputSpec input,
      Device device,
      Precision precision) {
    this.module = module;
    this.pixels = pixels;
    this.input = input;
    this.device = device;
    this.precision = precision;
    this.dimensions = Trial.dimensions(this);
  }

  /**
   * Checks an archive, loads it and runs a trial forward pass at the input's size.
   *
   * @throws IncompatibleModelException if the file is no TorchScript module, is damaged or unsafe,
   *     or does not map N×3×H×W to finite N×D
   * @throws ScriptException if memory does not suffice, which is not the model's fault
   * @throws IOException if the file cannot be read
   */
  public static Backbone load(Path archive, InputSpec input, Device device) throws IOException {
    return load(archive, input, device, Precision.FP32);
  }

  /**
   * Like {@link #load(Path, InputSpec, Device)}, in a precision.
   *
   * @throws IncompatibleModelException also if the model does not take bfloat16 where that is asked
   */
  public static Backbone load(Path archive, InputSpec input, Device device, Precision precision)
      throws IOException {
    ArchiveCheck.run(archive);
    return load(archive, input, device, precision, false);
  }

  /**
   * Like {@link #load(Path, InputSpec, Device, Precision)}, without the check of the archive: for
   * one that was loaded by it before, when it was imported, or that we wrote.
   */
  public static Backbone loadChecked(
      Path archive, InputSpec input, Device device, Precision precision) throws IOException {
    return load(archive, input, device, precision, false);
  }

  /**
   * Like {@link #load}, for training: also refuses a model to whose parameters no gradient flows.
   *
   * @throws IncompatibleModelException as {@link #load}, or if nothing in the model can be trained
   * @throws ScriptException as {@link #load}
   * @throws IOException if the file cannot be read
   */
  public static Backbone loadTrainable(Path archive, InputSpec input, Device device)
      throws IOException {
    return loadTrainable(archive, input, device, Precision.FP32);
  }

  /** Like {@link #loadTrainable(Path, InputSpec, Device)}, in a precision. */
  public static Backbone loadTrainable(
      Path archive, InputSpec input, Device device, Precision precision) throws IOException {
    ArchiveCheck.run(archive);
    return loadCheckedTrainable(archive, input, device, precision);
  }

  /** Like {@link #loadTrainable}, without the check of the archive, as {@link #loadChecked}. */
  public static Backbone loadCheckedTrainable(
      Path archive, InputSpec input, Device device, Precision precision) throws IOException {
    Backbone backbone = load(archive, input, device, precision, true);
    try {
      backbone.trainable.addAll(Trial.gradients(backbone));
      return backbone;
    } catch (IncompatibleModelException | ScriptException e) {
      backbone.close();
      throw e;
    }
  }

  private static Backbone load(
      Path archive, InputSpec input, Device device, Precision precision, boolean trainable)
      throws IOException {
    ScriptModule pixels = PixelProgram.load(input, device);
    List<AutoCloseable> opened = new ArrayList<>(List.of(pixels));
    boolean complete = false;
    try {
      ScriptModule module = ScriptModule.load(archive, device, trainable);
      opened.add(module);
      module.setTraining(false);
      reorder(pixels, module);
      Backbone backbone = new Backbone(module, pixels, input, device, precision);
      complete = true;
      return backbone;
    } catch (ScriptException e) {
      throw IncompatibleModelException.unlessOutOfMemory("libtorch refuses the model", e);
    } finally {
      if (!complete) {
        opened.forEach(Backbone::closeQuietly);
      }
    }
  }

  /** Tries large batches again, after memory did not suffice for them once. */
  public void forgetShortage() {
    batch = LARGEST_BATCH;
  }

  /** Patches that go through the network at once, as far as memory has sufficed. */
  int largestBatch() {
    return batch;
  }

  /** D, the length of a feature vector. */
  public int dimensions() {
    return dimensions;
  }

  /** How many numbers the parameters hold. */
  public long parameterCount() {
    return module.parameterCount();
  }

  /** All parameters, in the model's own order. */
  public List<ModuleParameter> parameters() {
    return module.parameters();
  }

  /** The parameters that a gradient reaches; empty unless loaded for training. */
  public List<ModuleParameter> trainableParameters() {
    return List.copyOf(trainable);
  }

  /** How pixels enter. */
  public InputSpec input() {
    return input;
  }

  /** What the model computes in. */
  public Precision precision() {
    return precision;
  }

  /** Where the model runs. */
  public Device device() {
    return device;
  }

  /** The scope of tensors that live as long as the backbone. */
  public NDManager scope() {
    return module.scope();
  }

  /** Features of patches of the input's size, see {@link #features(ByteBuffer, int, int)}. */
  public float[] features(ByteBuffer patches, int count) {
    return features(patches, count, input.sizePx());
  }

  /**
   * Features of patches. Large requests run in batches; when memory does not suffice, the batch is
   * halved, down to one, and stays so.
   *
   * @param patches direct, uint8, {@code count}×p×p×3 from its position on; not changed
   * @param count how many patches to read
   * @param patchPx p; patches of another size than the input's are resampled
   * @return count×D, row-major
   * @throws ScriptException if one patch alone fails
   */
  public float[] features(ByteBuffer patches, int count, int patchPx) {
    int patchBytes = patchPx * patchPx * 3;
    if (patches.remaining() < (long) count * patchBytes) {
      throw new IllegalArgumentException("the buffer holds fewer than %d patches".formatted(count));
    }
    float[] features = new float[Math.multiplyExact(count, dimensions)];
    int done = 0;
    while (done < count) {
      int size = Math.min(batch, count - done);
      ByteBuffer part = patches.slice(patches.position() + done * patchBytes, size * patchBytes);
      try (NDManager scope = module.scope().newSubManager()) {
        FloatBuffer values = Torch.checked("extraction", () -> run(scope, part, size, patchPx));
        values.get(features, done * dimensions, size * dimensions);
        done += size;
      } catch (ScriptException e) {
        if (!e.outOfMemory() || size == 1) {
          throw e;
        }
        batch = Math.max(1, size / 2);
      }
    }
    return features;
  }

  /**
   * Normalised input from bytes.
   *
   * @param patches uint8 N×p×p×3 on the device
   * @return float32 N×3×S×S in channels-last order, S the input's size, in the scope of {@code
   *     patches}
   */
  public NDArray normalise(NDArray patches) {
    return pixels.learn(ScriptCall.of("forward").tensor(patches)).get(0);
  }

  /**
   * Features inside a larger computation.
   *
   * @param normalised float32 N×3×H×W
   * @param gradients whether the result takes part in gradients; if the backbone was not loaded for
   *     training, nothing is recorded all the same
   * @return float32 N×D, in the scope of {@code normalised}
   */
  public NDArray forward(NDArray normalised, boolean gradients) {
    if (precision == Precision.FP32) {
      return run(module, "forward", normalised, gradients);
    }
    NDArray halved = run(pixels, "halve", normalised, gradients);
    return run(pixels, "restore", run(module, "forward", halved, gradients), gradients);
  }

  private static NDArray run(
      ScriptModule program, String method, NDArray argument, boolean gradients) {
    ScriptCall call = ScriptCall.of(method).tensor(argument);
    return (gradients ? program.learn(call) : program.infer(call)).get(0);
  }

  /** Writes the model as plain TorchScript, without the pixel program. */
  public void save(Path file) throws IOException {
    module.save(file);
  }

  /** Patches per second that {@link #features} reaches on this machine, measured once warm. */
  public double patchesPerSecond(int patches) {
    ByteBuffer pixelBytes =
        ByteBuffer.allocateDirect(patches * input.sizePx() * input.sizePx() * 3);
    features(pixelBytes, patches);
    long start = System.nanoTime();
    features(pixelBytes, patches);
    return patches * 1e9 / (System.nanoTime() - start);
  }

  @Override
  public void close() {
    module.close();
    pixels.close();
  }

  ScriptModule pixels() {
    return pixels;
  }

  private FloatBuffer run(NDManager scope, ByteBuffer patches, int count, int patchPx) {
    Shape shape = new Shape(count, patchPx, patchPx, 3);
    NDArray bytes = scope.create(patches, shape, DataType.UINT8);
    return forward(normalise(bytes), false).toByteBuffer(true).asFloatBuffer();
  }

  private static void reorder(ScriptModule pixels, ScriptModule module) {
    List<NDArray> tensors = module.parameters().stream().map(ModuleParameter::tensor).toList();
    if (!tensors.isEmpty()) {
      try (NDManager scope = module.scope().newSubManager()) {
        pixels.learn(ScriptCall.of("channels_last").tensors(tensors)).attach(scope);
      }
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
