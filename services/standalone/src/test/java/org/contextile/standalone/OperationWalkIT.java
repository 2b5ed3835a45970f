// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

/** The platform as it runs. */
class OperationWalkIT extends OperationWalk {

  OperationWalkIT() {
    super(StandaloneConfiguration.class);
  }

  @Override
  void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isIn(404, 422);
  }
}
