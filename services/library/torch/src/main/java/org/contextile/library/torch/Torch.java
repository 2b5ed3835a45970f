// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** The libtorch runtime of this process: its devices, threads and memory scopes. */
public final class Torch {

  private static final String ENGINE = "PyTorch";

  static {
    NativeSettings.apply();
  }

  private Torch() {}

  /** The first GPU if libtorch sees one, else the CPU. */
  public static Device bestDevice() {
    return Engine.getEngine(ENGINE).getGpuCount() > 0 ? Device.gpu() : Device.cpu();
  }

  /**
   * A scope for tensors on a device. Every tensor made or returned in it is freed when it is
   * closed; open one below it ({@link NDManager#newSubManager()}) for each step.
   */
  public static NDManager newScope(Device device) {
    return Engine.getEngine(ENGINE).newBaseManager(device);
  }

  /**
   * Does work on tensors beside the calls of a program, such as making them: there, too, memory may
   * run out.
   *
   * @param what the work, for the message
   * @throws ScriptException if libtorch fails
   */
  public static <T> T checked(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineException e) {
      throw new ScriptException(what + " failed: " + e.getMessage(), e);
    }
  }

  /**
   * Sets how many threads one operator may use, for the whole process. On the CPU the same program
   * gives the same bytes only with the same number.
   */
  public static void setThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be positive but is " + threads);
    }
    Engine.getEngine(ENGINE);
    JniUtils.setNumThreads(threads);
  }

  /** How many threads one operator may use. */
  public static int threads() {
    Engine.getEngine(ENGINE);
    return JniUtils.getNumThreads();
  }

  /** The version of the engine, for a model's card. */
  public static String version() {
    return Engine.getEngine(ENGINE).getVersion();
  }
}
