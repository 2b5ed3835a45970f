// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import me.desair.tus.server.upload.UploadId;
import me.desair.tus.server.upload.UploadIdFactory;
import me.desair.tus.server.upload.UploadLock;
import me.desair.tus.server.upload.UploadLockingService;

/**
 * Lets every request in. Of two that append at the same place {@link UploadRows#append} refuses
 * one, so a client whose connection broke need not wait until the server has noticed.
 */
final class UnlockedUploads implements UploadLockingService {

  private record NoLock(String getUploadUri) implements UploadLock {

    @Override
    public void release() {
      // There is none.
    }

    @Override
    public void close() {
      // There is none.
    }
  }

  @Override
  public UploadLock lockUploadByUri(String uri) {
    return new NoLock(uri);
  }

  @Override
  public boolean isLocked(UploadId id) {
    return false;
  }

  @Override
  public void cleanupStaleLocks() {
    // There are none.
  }

  @Override
  public void setIdFactory(UploadIdFactory factory) {
    // No lock has a name.
  }
}
