// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

/** What the user can mend, in one line: the demo prints it and ends with status 2. */
final class DemoFailure extends RuntimeException {

  DemoFailure(String message) {
    super(message.replaceAll("\\s*\\R\\s*", " "));
  }
}
