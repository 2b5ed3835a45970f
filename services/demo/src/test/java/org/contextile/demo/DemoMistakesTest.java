// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong ends the demo before anything is started, in one line, with status 2. */
class DemoMistakesTest {

  private static final List<String> ROWS =
      List.of("a.tif,P1,benign", "b.svs,P2,benign", "c.tif,P3,malignant", "d.tif,P4,malignant");

  private final Path slides;
  private final Path labels;

  DemoMistakesTest(@TempDir Path folder) {
    this.slides = folder.resolve("slides");
    this.labels = folder.resolve("labels.csv");
  }

  @BeforeEach
  void makeSlides() throws IOException {
    Files.createDirectory(slides);
    for (String name :
        List.of("a.tif", "b.svs", "b.tif", "c.tif", "d.tif", "Schna\u0308ppchen.tif")) {
      Files.writeString(slides.resolve(name), name);
    }
  }

  @Test
  void optionsThatCannotBeAreSaid() {
    assertMistake("LABELS is of slides in a folder", "--labels", slides.toString());
    assertMistake("say LABELS=", "--slides", slides.toString(), "--folds", "3");
    assertMistake("STUDENT and TEACHER go together", "--student", slides.toString());
    assertMistake("SLIDES=nowhere is not there", "--slides", "nowhere", "--labels", "x");
    assertMistake("TILE is a whole number from 16 to 4096, not large", "--tile", "large");
    assertMistake("TILE is a whole number from 16 to 4096, not 8", "--tile", "8");
    assertMistake("FOLDS is a whole number from 2 to 100, not 1", "--folds", "1");
    assertMistake("MPP is micrometres per pixel, such as 0.5", "--mpp", "0,62");
    assertMistake("MPP is micrometres per pixel, such as 0.5", "--mpp", "0");
    assertMistake("SLIDE_MPP is micrometres per pixel", "--slide-mpp", "80");
    assertMistake("from 0.01 to 64, not 0.001", "--slide-mpp", "0.001");
    assertMistake("STORE=s3 is for make demo-services", "--store", "s3");
    assertMistake("STORE is directory or s3, not ftp", "--store", "ftp");
    assertMistake("no option --help", "--help");
    assertMistake("TILE needs a value", "--tile");
  }

  @Test
  void labelsThatCannotBeReadAreSaidWithTheirLine() throws IOException {
    assertTable("lacks the column patient", "slide,label", "a.tif,benign");
    assertTable("no rows", "slide,patient,label");
    assertTable("Line 3", "slide,patient,label", "a.tif,P1,benign", ",P2,malignant");
    Files.write(labels, new byte[0]);
    assertMistake("labels.csv", "--slides", slides.toString(), "--labels", labels.toString());
    assertMistake(
        "is no readable file", "--slides", slides.toString(), "--labels", slides.toString());
    assertMistake("is no folder", "--slides", labels.toString(), "--labels", labels.toString());
  }

  @Test
  void patientsAndLabelsThatACohortCannotHaveAreSaid() throws IOException {
    assertTable(
        "line 6: the label " + "x".repeat(40) + "… has 201", table("d.tif,P9," + "x".repeat(201)));
    assertTable("line 6: the patient has the control character U+0007", table("d.tif,P\u0007,x"));
  }

  @Test
  void aPlaceWithoutSlidesIsSaid() throws IOException {
    assertMistake("no slide, picture or zip of either", "--slides", slides.toString());
    Path text = Files.writeString(slides.resolve("notes.txt"), "no slide");
    assertMistake("no slide, picture or zip of either", "--slides", text.toString());
  }

  @Test
  void slidesThatAreNotThereAreSaid() throws IOException {
    assertTable(
        "line 2: e.tif is not the name of one file in " + slides,
        "slide,patient,label",
        "e.tif,P1,benign");
    assertTable("line 6: b is not the name of one file", table("b,P9,benign"));
    assertTable("a.tif in two rows; take one out", table("a,P9,benign"));
  }

  @Test
  void labelsOfWhichNothingCanBeLearnedAreSaid() throws IOException {
    assertTable("all rows have the label x", "slide,patient,label", "a.tif,P1,x", "c.tif,P2,x");
    assertTable(
        "the label x has slides of one patient alone",
        "slide,patient,label",
        "a.tif,P1,x",
        "c.tif,P2,y",
        "d.tif,P3,y");
    assertTable("1 of 4 rows have no fold", folded("0", "1", "", "1"));
  }

  @Test
  void slidesAreFoundWithoutTheirExtensionAndHoweverTheirNamesAreComposed() throws IOException {
    write(
        StandardCharsets.UTF_8,
        "slide;patient;label",
        "a;P1;x",
        "b.svs;P2;y",
        "Schn\u00e4ppchen.tif;P3;x",
        "d;P4;y");

    LabelledSlides read = LabelledSlides.read(labels, slides);

    assertThat(read.slides())
        .extracting(slide -> slide.file().getFileName().toString())
        .containsExactly("a.tif", "b.svs", "Schna\u0308ppchen.tif", "d.tif");
    assertThat(read.leastPatients()).isEqualTo(2);
    assertThat(read.hasFolds()).isFalse();
  }

  @Test
  void foldsOfTheTableAreTaken() throws IOException {
    write(StandardCharsets.UTF_8, folded("0", "1", "0", "1"));

    LabelledSlides read = LabelledSlides.read(labels, slides);

    assertThat(read.hasFolds()).isTrue();
    assertThat(read.slides()).extracting(DemoSlide::fold).containsExactly(0, 1, 0, 1);
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThatThrownBy(() -> Preflight.port(port))
          .isInstanceOf(DemoFailure.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("CONTEXTILE_PORT=");
    }
    assertThat(Preflight.port("0")).isZero();
    assertThatThrownBy(() -> Preflight.port("http")).isInstanceOf(DemoFailure.class);
    assertThatThrownBy(() -> Preflight.port("70000")).isInstanceOf(DemoFailure.class);
  }

  private static String[] folded(String... folds) {
    List<String> lines = new ArrayList<>(List.of("slide,patient,label,fold"));
    for (int row = 0; row < ROWS.size(); row++) {
      lines.add(ROWS.get(row) + "," + folds[row]);
    }
    return lines.toArray(String[]::new);
  }

  private static String[] table(String more) {
    List<String> lines = new ArrayList<>(List.of("slide,patient,label"));
    lines.addAll(ROWS);
    lines.add(more);
    return lines.toArray(String[]::new);
  }

  private void write(Charset charset, String... lines) throws IOException {
    Files.write(labels, (String.join("\n", lines) + "\n").getBytes(charset));
  }

  private void assertTable(String message, String... lines) throws IOException {
    write(StandardCharsets.UTF_8, lines);
    assertMistake(message, "--slides", slides.toString(), "--labels", labels.toString());
  }

  private void assertMistake(String message, String... arguments) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    int status =
        Demo.status(
            List.of(arguments),
            new Console(new PrintStream(said, true, UTF_8)),
            new PrintStream(errors, true, UTF_8));

    assertThat(errors.toString(UTF_8)).contains(message).hasLineCount(1);
    assertThat(status).isEqualTo(2);
    assertThat(said.toString(UTF_8)).isEmpty();
  }
}
