// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slide whose file changes under an extraction, on both paths. */
final class LostSlideTest {
  private static final int SIDE_PX = 1531;

  /** How a slide is opened. */
  private interface Opening {
    PixelReader open(Path file) throws IOException;
  }

  private static final List<Opening> PATHS = List.of(SlideFormats::reader, OpenSlideReader::open);

  @TempDir private Path folder;

  @Test
  void aFileThatIsCutShortFailsTypedAndLeavesNothing() throws Exception {
    PassFixture fixture = new PassFixture(folder, 0.05);
    LoadedModel model = fixture.model(2);
    try (Backbone _ = model.backbone()) {
      for (int path = 0; path < PATHS.size(); path++) {
        Path file = slide("cut-" + path);
        String name = "files-" + path;
        PixelReader reader = PATHS.get(path).open(file);
        KeptPass pass =
            new KeptPass(folder.resolve("none-" + path))
                .interruptedAfter(2, () -> cut(file, Files.size(file) / 4));

        assertThatThrownBy(() -> fixture.extract(reader, List.of(model), name, pass))
            .isInstanceOfSatisfying(
                ProblemException.class,
                e -> assertThat(e.problem().kind()).isEqualTo(ProblemType.UNREADABLE_SLIDE))
            .hasMessageContaining("cannot be read");
        assertThat(folder.resolve(name)).isEmptyDirectory();
      }
    }
  }

  @Test
  void aFileThatVanishesIsReadToItsEndWhileItIsOpen() throws Exception {
    PassFixture fixture = new PassFixture(folder, 0);
    LoadedModel model = fixture.model(2);
    Path file = slide("gone");
    try (Backbone _ = model.backbone()) {
      KeptPass undisturbed = new KeptPass(folder.resolve("none"));
      List<Path> expected =
          fixture.extract(SlideFormats.reader(file), List.of(model), "whole", undisturbed);

      List<Path> files =
          fixture.extract(SlideFormats.reader(file), List.of(model), "files", vanishing(file));

      assertThat(file).doesNotExist();
      assertThat(files.getFirst()).hasSameBinaryContentAs(expected.getFirst());
    }
  }

  @Test
  void aFileThatVanishesFailsTypedWhereOpenSlideOpensItAgain() throws Exception {
    PassFixture fixture = new PassFixture(folder, 0.001);
    LoadedModel model = fixture.model(2);
    Path file = slide("gone");
    try (Backbone _ = model.backbone()) {
      PixelReader reader = OpenSlideReader.open(file);

      assertThatThrownBy(() -> fixture.extract(reader, List.of(model), "files", vanishing(file)))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().kind()).isEqualTo(ProblemType.UNREADABLE_SLIDE));
      assertThat(folder.resolve("files")).isEmptyDirectory();
    }
  }

  private KeptPass vanishing(Path file) {
    return new KeptPass(folder.resolve("kept"))
        .interruptedAfter(2, () -> Files.deleteIfExists(file));
  }

  private Path slide(String name) throws IOException {
    Path file = folder.resolve(name + ".tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(3, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    return file;
  }

  private static long cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.truncate(length).size();
    }
  }
}
