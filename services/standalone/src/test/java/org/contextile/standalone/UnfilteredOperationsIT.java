// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.contextile.db.workspace.WorkspaceTenant;
import org.contextile.web.security.Workspace;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * The platform with its own filters switched off: Hibernate filters nothing, and every request is
 * carried out for the one workspace whose rows are asked for. PostgreSQL alone still knows who
 * asks.
 */
class UnfilteredOperationsIT extends OperationWalk {

  @Configuration(proxyBeanMethods = false)
  @Import(StandaloneConfiguration.class)
  static class Unfiltered {
    @Bean
    @Primary
    Workspace everybodysWorkspace() {
      return () -> THEIRS;
    }

    @Bean
    @Primary
    WorkspaceTenant unfilteredTenant() {
      return new WorkspaceTenant(false);
    }
  }

  UnfilteredOperationsIT() {
    super(Unfiltered.class);
  }

  @Override
  void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(400);
  }
}
