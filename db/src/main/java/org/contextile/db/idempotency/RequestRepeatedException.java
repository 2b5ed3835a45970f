// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

/** Another request with the same key was carried out in the meantime; this one has no effect. */
public final class RequestRepeatedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient MadeByRequest made;
  private final transient RequestKey request;

  RequestRepeatedException(RequestKey request, MadeByRequest made) {
    super(
        "The request %s has made the %s %s already"
            .formatted(request.key(), made.type().text(), made.id()));
    this.request = request;
    this.made = made;
  }

  /** Whether that request asked for the same. */
  public boolean sameRequest() {
    return made.repeatedBy(request);
  }
}
