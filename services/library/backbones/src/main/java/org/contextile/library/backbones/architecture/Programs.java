// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.function.UnaryOperator;
import org.contextile.library.torch.ScriptProgram;

/** The programs of this package, each with the layers that all share. */
final class Programs {

  private Programs() {}

  static ScriptProgram named(String name) {
    return named(name, UnaryOperator.identity());
  }

  /** Without the shared layers. */
  static ScriptProgram own(String name) {
    return ScriptProgram.resource(Programs.class, name);
  }

  /** With a text that is completed first. */
  static ScriptProgram named(String name, UnaryOperator<String> completion) {
    return own("layers.py").and(ScriptProgram.resource(Programs.class, name, completion));
  }
}
