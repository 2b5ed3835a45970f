// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFileTest {
  private final Path folder;

  LabelFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void fill() throws IOException {
    for (String name : List.of("a.svs", "b.ome.tif", "twin.svs", "twin.tif", "Ko\u0308hler.tif")) {
      Files.createFile(folder.resolve(name));
    }
  }

  @Test
  void slidesAreNamedWithOrWithoutExtension() throws IOException {
    LabelFile labels =
        read("slide;patient;label;fold\na;p;x;0\nb;q;y;1\nK\u00f6hler.TIF;r;x;1.0\n");

    assertThat(labels.slides())
        .extracting(slide -> slide.file().getFileName().toString())
        .containsExactly("a.svs", "b.ome.tif", "Ko\u0308hler.tif");
    assertThat(labels.slides()).extracting(DemoSlide::fold).containsExactly(0, 1, 1);
    assertThat(labels.notes()).anyMatch(note -> note.contains("semicolons"));
  }

  @Test
  void whatCannotBeReadIsOneLine() {
    assertFails("slide,patient,label\nc,p,x\n", "line 2: c is not the name of one file");
    assertFails("slide,patient,label\na,p,x\ntwin,q,y\n", "line 3: twin is not");
    assertFails("slide,label\na,x\n", "lacks the column patient");
    assertFails("slide,patient,label\na,p\n", "Line 2 has cells for 2 of 3");
    assertFails("slide,patient,label\n\0,p,y\n", "line 2");
  }

  private void assertFails(String text, String why) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DemoFailure.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  private LabelFile read(String text) throws IOException {
    Path labels = folder.resolve("labels.csv");
    Files.write(labels, text.getBytes(StandardCharsets.UTF_8));
    return LabelFile.read(labels, folder);
  }
}
