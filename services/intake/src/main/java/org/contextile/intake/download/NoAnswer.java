// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.download;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/** Why a server gave no answer, in words that end a sentence and name no class. */
public final class NoAnswer {
  private NoAnswer() {}

  public static String words(Throwable failure) {
    if (hasCause(failure, UnresolvedAddressException.class)
        || hasCause(failure, UnknownHostException.class)) {
      return "its name cannot be resolved";
    }
    if (hasCause(failure, HttpConnectTimeoutException.class)) {
      return "no connection came about in time";
    }
    if (hasCause(failure, ConnectException.class)) {
      return "the connection was refused";
    }
    // The first cause says more than those that it caused.
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first.getMessage() == null ? "no answer came" : first.getMessage();
  }

  private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
    return type.isInstance(thrown)
        || (thrown.getCause() != null && hasCause(thrown.getCause(), type));
  }
}
