// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.kit;

import org.contextile.library.mil.head.AbmilSettings;

/** The reference is {@code abmil_fixture.py}. */
class AbmilTest extends HeadKit {
  AbmilTest() {
    super(new AbmilSettings(7, 5, 0.25), "abmil.tensors");
  }
}
