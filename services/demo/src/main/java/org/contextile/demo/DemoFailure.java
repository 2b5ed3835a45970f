// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

/** The platform answered with a problem. */
final class DemoFailure extends RuntimeException {

  DemoFailure(String message) {
    super(message);
  }
}
