// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.kit;

import org.contextile.library.wsi.slide.PixelReader;

final class MemoryReaderTest extends PixelReaderKit {
  @Override
  protected PixelReader open(TestPattern pattern) {
    return new MemoryReader(pattern);
  }

  @Override
  protected PixelReader openBroken(TestPattern pattern, int tileColumn, int tileRow) {
    return new MemoryReader(pattern, tileColumn, tileRow);
  }
}
