// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.util.Map;
import org.contextile.jobs.testing.RunningService;

/** The platform as it runs, started once for all tests that ask it by HTTP. */
public final class Platform {
  /** Of a workspace of their own, for tests that make things. */
  public static final String KEY = "a-key-of-a-laboratory-of-tests";

  /** To be registered as an extension. */
  public static final RunningService SERVICE =
      RunningService.of(
          StandaloneConfiguration.class,
          Map.of(
              "contextile.security.keys",
              "tests:" + KEY,
              "spring.config.name",
              "contextile-standalone"));

  private Platform() {}
}
