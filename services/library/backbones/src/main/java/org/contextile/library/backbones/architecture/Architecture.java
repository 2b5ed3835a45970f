// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;

/** Networks that share a program and differ in their sizes. */
interface Architecture {

  /** The names in timm of all its networks, for people. */
  List<String> names();

  /** Whether a name is one of its networks. */
  default boolean knows(String name) {
    return names().contains(name);
  }

  /**
   * The network of that configuration.
   *
   * @return empty if the name is none of its networks
   * @throws org.contextile.library.backbones.IncompatibleModelException if an argument is not
   *     supported
   */
  Optional<Blueprint> blueprint(BackboneConfig config);

  /** A network whose tensors are still to come. */
  interface Blueprint {

    /** How many blocks there are before truncation. */
    int blocks();

    /**
     * The side of the images, in pixels, for which a position embedding is made; images of other
     * sizes have it resampled. Empty for a network without one.
     */
    default OptionalInt positionsPx() {
      return OptionalInt.empty();
    }

    /** The classes. */
    ScriptProgram program();

    /** How four-dimensional weights are stored. */
    MemoryLayout layout();

    /**
     * The modules of the network, up to the block after which it is truncated.
     *
     * @param layers at the root
     * @param blocks how many blocks to keep
     */
    ScriptNode assemble(Layers layers, int blocks);

    /**
     * Whether a tensor that the network does not take may be in the file all the same: the
     * classifier, counters, and what lies behind the last block.
     *
     * @param name its full name
     * @param blocks how many blocks remain
     */
    boolean dispensable(String name, int blocks);

    /**
     * Whether what is called so lies inside of a larger network of these, to which all that lies
     * beside it belongs: it is not looked for alone.
     *
     * @param prefix ends with a dot
     */
    default boolean within(String prefix) {
      return false;
    }

    /**
     * What may be done about weights that do not fit, where that can be told.
     *
     * @param stored by timm's names
     */
    default Optional<String> advice(TimmStateDict stored) {
      return Optional.empty();
    }

    /** Turns what another implementation of the same network stored into timm's tensors. */
    default void translate(TimmStateDict stored) {}
  }
}
