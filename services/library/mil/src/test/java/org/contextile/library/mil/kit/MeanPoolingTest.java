// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.kit;

import org.contextile.library.mil.head.MeanPoolingSettings;

/** The reference is {@code mean_pooling_fixture.py}. */
class MeanPoolingTest extends HeadKit {
  MeanPoolingTest() {
    super(new MeanPoolingSettings(7, 0.25), "mean_pooling.tensors");
  }
}
