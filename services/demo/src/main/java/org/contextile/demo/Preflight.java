// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contextile.library.wsi.SlideFormats;

/** What would stop the demo half-way, asked for before it begins. */
final class Preflight {

  private static final long MEBIBYTE = 1 << 20;

  /** A database, temporary files, features and models. */
  private static final long BESIDE_SLIDES = 700 * MEBIBYTE;

  private static final String ELSEWHERE =
      "take another folder by JAVA_FLAGS='-Xmx3g -Djava.io.tmpdir=FOLDER'";

  private Preflight() {}

  /**
   * A new folder for all that the demo makes.
   *
   * @throws DemoFailure if there can be none
   */
  static Path home() {
    try {
      return Files.createTempDirectory("contextile-demo-");
    } catch (IOException e) {
      throw new DemoFailure(
          "No folder can be made in %s (%s): %s"
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage(), ELSEWHERE));
    }
  }

  /**
   * @throws DemoFailure if there is no library to read slides with
   */
  static void openSlide() {
    try {
      var _ = SlideFormats.openSlideVersion();
    } catch (UnsatisfiedLinkError e) {
      throw new DemoFailure("Slides cannot be read: " + e.getMessage());
    }
  }

  /**
   * A port that is free.
   *
   * @param asked as the user said it; 0 means any
   * @throws DemoFailure if it is taken, or none
   */
  static int port(String asked) {
    int port;
    try {
      port = Integer.parseInt(asked);
    } catch (NumberFormatException e) {
      throw new DemoFailure("CONTEXTILE_PORT is a number from 0 to 65535, not " + asked);
    }
    if (port < 0 || port > 65_535) {
      throw new DemoFailure("CONTEXTILE_PORT is a number from 0 to 65535, not " + asked);
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (IOException e) {
      throw new DemoFailure(
          "Port %d of 127.0.0.1 cannot be had (%s): end what listens there, or choose another, CONTEXTILE_PORT=9080"
              .formatted(port, e.getMessage()));
    }
  }

  /**
   * @throws DemoFailure if the slides, which are stored twice for a while, do not fit
   */
  static void disk(Path home, List<DemoSlide> slides) throws IOException {
    long needed = BESIDE_SLIDES;
    for (DemoSlide slide : slides) {
      needed += 2 * Files.size(slide.file());
    }
    long free = Files.getFileStore(home).getUsableSpace();
    if (free < needed) {
      throw new DemoFailure(
          "%d MB are free in %s, and some %d MB are needed: make room, or %s"
              .formatted(free / MEBIBYTE, home.getParent(), needed / MEBIBYTE, ELSEWHERE));
    }
  }
}
