// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
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

  /**
   * Another one, empty, on a database and in a folder of its own, that is asked with a key. Started
   * again it has the same address.
   */
  public static RunningService another(String workspace, String key) {
    return RunningService.of(
        StandaloneConfiguration.class,
        Map.of(
            "server.port",
            String.valueOf(freePort()),
            "contextile.security.open",
            "false",
            "contextile.security.keys",
            workspace + ":" + key,
            "spring.config.name",
            "contextile-standalone"));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
