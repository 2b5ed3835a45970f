// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

/** Hears how a download goes, and may stop it. Called by the thread that asked for it. */
public interface HubProgress {

  /** Begins a phase, such as {@code downloading}, of so many bytes. */
  void phase(String phase, long totalBytes);

  void completed(long bytes);

  void log(String message);

  /** Stops by an exception of its own. Called every 100 ms. */
  void checkStop();
}
