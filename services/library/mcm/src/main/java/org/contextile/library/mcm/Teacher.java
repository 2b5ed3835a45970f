// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import org.contextile.library.backbones.Backbone;

/** Where targets come from. */
public sealed interface Teacher {

  /** D, the length of a target. */
  int dimensions();

  /** The teacher runs on the very (augmented) pixels of the window. */
  record Online(Backbone backbone) implements Teacher {
    @Override
    public int dimensions() {
      return backbone.dimensions();
    }
  }

  /** The teacher ran before, on pixels without augmentation. */
  record Cached(TeacherTargets targets) implements Teacher {
    @Override
    public int dimensions() {
      return targets.dimensions();
    }
  }
}
