// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import com.microsoft.playwright.Locator;

/** Clicks, and counts how often. */
final class Clicks {
  private int count;

  void on(Locator what) {
    what.click();
    count++;
  }

  int count() {
    return count;
  }
}
