// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import java.io.IOException;
import java.nio.file.Path;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.kit.PixelReaderKit;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.synthetic.PatternTiff;
import org.junit.jupiter.api.io.TempDir;

/** What both ways have in common; the kit's fixtures are without loss, so OpenSlide reads them. */
final class ReaderBesideOpenSlideTest extends PixelReaderKit {
  @TempDir private Path folder = Path.of("");

  @Override
  protected PixelReader open(TestPattern pattern) throws IOException {
    return SlideFormats.reader(PatternTiff.write(folder.resolve("slide.tiff"), pattern));
  }

  @Override
  protected PixelReader openBroken(TestPattern pattern, int tileColumn, int tileRow)
      throws IOException {
    return SlideFormats.reader(
        PatternTiff.write(folder.resolve("broken.tiff"), pattern, tileColumn, tileRow, 0.5, 0.5));
  }
}
