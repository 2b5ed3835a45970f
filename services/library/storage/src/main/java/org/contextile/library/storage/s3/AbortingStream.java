// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An answer whose closing does not read what is left of it. */
public final class AbortingStream extends FilterInputStream {
  private final ResponseInputStream<GetObjectResponse> answer;
  private boolean ended;

  public AbortingStream(ResponseInputStream<GetObjectResponse> answer) {
    super(answer);
    this.answer = answer;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    ended = one < 0;
    return one;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    ended = read < 0;
    return read;
  }

  @Override
  public void close() throws IOException {
    if (ended) {
      super.close();
    } else {
      answer.abort();
    }
  }
}
