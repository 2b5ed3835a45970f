// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;

class OutOfMemoryTest {

  private static final class Typed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Typed(String detail) {
      super(detail);
    }
  }

  private static Object failing(Throwable cause) {
    return OutOfMemory.typed(
        () -> {
          if (cause instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) cause;
        },
        Typed::new);
  }

  @Test
  void memoryOfTheDeviceAndOfTheHostIsTheSameTypedFailure() {
    EngineException engine = new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
    for (Throwable cause :
        new Throwable[] {
          engine,
          new ScriptException("forward failed", engine),
          new EngineException("CUDNN_STATUS_ALLOC_FAILED"),
          new OutOfMemoryError("Java heap space"),
          new IllegalStateException("reading failed", new OutOfMemoryError("Java heap space"))
        }) {
      assertThatThrownBy(() -> failing(cause))
          .isInstanceOf(Typed.class)
          .hasMessageStartingWith("The memory does not suffice")
          .hasMessageContaining(String.valueOf(cause.getMessage()))
          .hasSuppressedException(cause);
    }
  }

  @Test
  void otherFailuresPassUnchanged() {
    for (Throwable cause :
        new Throwable[] {
          new EngineException("shapes do not match"),
          new IllegalStateException("the shop is out of memory sticks"),
          new LinkageError("gone")
        }) {
      assertThatThrownBy(() -> failing(cause)).isSameAs(cause);
    }
  }

  @Test
  void whatLibtorchComplainsOfBesideAProgramIsAScriptException() {
    EngineException engine = new EngineException("CUDA out of memory");
    assertThatThrownBy(
            () ->
                Torch.checked(
                    "step",
                    () -> {
                      throw engine;
                    }))
        .isInstanceOfSatisfying(ScriptException.class, e -> assertThat(e.outOfMemory()).isTrue())
        .hasCause(engine);
  }
}
