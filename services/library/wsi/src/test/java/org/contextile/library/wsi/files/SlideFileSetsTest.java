// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.synthetic.PatternTiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlideFileSetsTest {
  private static final String LEVELS = "slides/cmu-1-dicom-levels";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"volume-2220.dcm", "volume-278.dcm", "label.dcm", ""})
  void findsAWholeDicomSeriesFromAnyOfItsFilesAndFromItsFolder(String name) throws Exception {
    Path series = TestSlides.path(LEVELS);

    SlideFileSet set =
        name.isEmpty() ? SlideFileSets.ofFolder(series) : SlideFileSets.of(series.resolve(name));

    assertThat(names(set.files())).hasSize(7).contains("label.dcm", "volume-555.dcm");
    assertThat(set.main()).hasFileName("volume-2220.dcm");
    assertThat(set.notes()).isEmpty();
    assertThat(set.needsFolder()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slides/cmu-1-dicom/volume-139.dcm",
        "slides/cmu-1-dicom/volume-278.dcm",
        "slides/cmu-1-dicom/label.dcm",
        "slides/cmu-1-dicom-levels/volume-1110.dcm"
      })
  void refusesOneCoarseLevelAndAPictureThatIsNone(String name) throws Exception {
    Path alone = alone(name);

    assertThatThrownBy(() -> SlideFileSets.of(alone))
        .isInstanceOf(IncompleteSlideException.class)
        .hasMessageContaining(alone.getFileName().toString());
  }

  @Test
  void saysThatTheFinestLevelCameAlone() throws Exception {
    SlideFileSet set = SlideFileSets.of(alone("slides/cmu-1-dicom-levels/volume-2220.dcm"));

    assertThat(set.notes())
        .singleElement()
        .asString()
        .contains("2220 × 2967 px of 0.499 µm", "bring all in together");
  }

  @Test
  void saysThatTheFinestOfSeveralLevelsIsMissing() throws Exception {
    alone("slides/cmu-1-dicom-levels/volume-555.dcm");
    Path coarse = alone("slides/cmu-1-dicom-levels/volume-278.dcm");

    SlideFileSet set = SlideFileSets.of(coarse);

    assertThat(set.main()).hasFileName("volume-555.dcm");
    assertThat(set.notes()).singleElement().asString().contains("the finest of 2 that came");
  }

  @Test
  void goesByItsOwnSeriesAndNotByThoseThatItRefersTo() throws Exception {
    DicomFile.level("1.2.3", 4000, 3000, 2f, "NONE")
        .sequence(
            0x0048_0105, new DicomFile().text(0x0008_0100, "SH", "x").text(0x0048_0112, "DS", "20"))
        .write(folder.resolve("a.dcm"));
    new DicomFile()
        .text(0x0008_0008, "CS", "DERIVED\\PRIMARY\\VOLUME\\RESAMPLED")
        .sequence(0x0008_1115, new DicomFile().text(0x0020_000E, "UI", "9.9.9"))
        .text(0x0020_000E, "UI", "1.2.3")
        .unsigned(0x0048_0006, 1000)
        .unsigned(0x0048_0007, 750)
        .write(folder.resolve("b.dcm"));
    DicomFile.level("4.5.6", 100, 100, 2f, "NONE").write(folder.resolve("c.dcm"));

    SlideFileSet set = SlideFileSets.of(folder.resolve("b.dcm"));

    assertThat(names(set.files())).containsExactly("a.dcm", "b.dcm");
    assertThat(set.main()).hasFileName("a.dcm");
    Files.delete(folder.resolve("a.dcm"));
    assertThatThrownBy(() -> SlideFileSets.of(folder.resolve("b.dcm")))
        .isInstanceOf(IncompleteSlideException.class)
        .hasMessageContaining("1000 × 750");
    assertThatThrownBy(() -> SlideFileSets.ofFolder(folder))
        .isInstanceOf(SeveralSlidesException.class)
        .hasMessageContaining("b.dcm, c.dcm");
  }

  @Test
  void takesALevelForCoarseByTheObjectiveThatItNames() throws Exception {
    DicomFile.level("1.2.3", 2000, 2000, 2f, "NONE")
        .sequence(0x0048_0105, new DicomFile().text(0x0048_0112, "DS", "40"))
        .write(folder.resolve("a.dcm"));
    DicomFile.level("4.5.6", 2000, 2000, 2f, "NONE").write(folder.resolve("b.dcm"));

    assertThatThrownBy(() -> SlideFileSets.of(folder.resolve("a.dcm")))
        .isInstanceOf(IncompleteSlideException.class)
        .hasMessageContaining("of 1.000 µm");
    assertThat(SlideFileSets.of(folder.resolve("b.dcm")).notes()).hasSize(1);
  }

  @Test
  void findsAnMrxsFromAnyOfItsFiles() throws Exception {
    mrxs("X", "FILE_0 = Data0000.dat\nINDEXFILE = Index.dat\n", "Data0000.dat", "Index.dat");

    for (String name : List.of("X.mrxs", "X/Slidedat.ini", "X/Data0000.dat")) {
      SlideFileSet set = SlideFileSets.of(folder.resolve(name));
      assertThat(set.main()).hasFileName("X.mrxs");
      assertThat(set.files()).hasSize(4);
    }
    assertThat(SlideFileSets.ofFolder(folder.resolve("X")).main()).hasFileName("X.mrxs");
    assertThat(SlideFileSets.ofFolder(folder).files()).hasSize(4);
  }

  @Test
  void refusesAnMrxsWithoutItsFolderAndItsFolderWithoutIt() throws Exception {
    Path lonely = Files.writeString(folder.resolve("Y.mrxs"), "jpeg");
    assertThatThrownBy(() -> SlideFileSets.of(lonely))
        .isInstanceOf(IncompleteSlideException.class)
        .hasMessageContaining("folder Y");
    assertThatThrownBy(() -> SlideFileSets.of(alone("slides/vendors/mirax-CMU-1-Saved-1_16.mrxs")))
        .isInstanceOf(IncompleteSlideException.class);

    mrxs("X", "FILE_0 = Data0000.dat\nFILE_1 = Data0001.dat\n", "Data0000.dat");
    assertThatThrownBy(() -> SlideFileSets.of(folder.resolve("X.mrxs")))
        .isInstanceOf(IncompleteSlideException.class)
        .hasMessageContaining("Data0001.dat");
    Files.delete(folder.resolve("X.mrxs"));
    assertThatThrownBy(() -> SlideFileSets.of(folder.resolve("X/Data0000.dat")))
        .isInstanceOf(IncompleteSlideException.class)
        .hasMessageContaining("MRXS");
  }

  @Test
  void findsAVmsWithItsPicturesAndRefusesItWithout() throws Exception {
    Path main =
        vms(
            "s.vms",
            "ImageFile=s.jpg\nImageFile(1,0)=s(1,0).jpg\nMapFile=s_map.jpg\nMacroImage=\n");
    for (String name : List.of("s.jpg", "s(1,0).jpg", "s_map.jpg", "other.jpg")) {
      Files.writeString(folder.resolve(name), "jpeg");
    }

    for (String name : List.of("s.vms", "s(1,0).jpg")) {
      SlideFileSet set = SlideFileSets.of(folder.resolve(name));
      assertThat(set.main()).isEqualTo(main);
      assertThat(names(set.files()))
          .containsExactlyInAnyOrder("s.vms", "s.jpg", "s(1,0).jpg", "s_map.jpg");
    }
    assertThat(SlideFileSets.of(folder.resolve("other.jpg")).files()).hasSize(1);
    Files.delete(folder.resolve("s.jpg"));
    assertThatThrownBy(() -> SlideFileSets.of(main))
        .isInstanceOf(IncompleteSlideException.class)
        .hasMessageContaining("such as s.jpg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "..\\x", "..", "a/b.jpg"})
  void followsNoTextOutOfItsFolder(String named) throws Exception {
    Path hostile = vms("hostile.vms", "ImageFile=" + named + "\n");
    assertThatThrownBy(() -> SlideFileSets.of(hostile))
        .isInstanceOf(UnreadableSlideException.class);

    mrxs("X", "FILE_0=" + named + "\n");
    assertThatThrownBy(() -> SlideFileSets.of(folder.resolve("X.mrxs")))
        .isInstanceOf(UnreadableSlideException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# of a scanner\n[Virtual Microscope Specimen]\nImageFile=../x",
        "[Another]\na=b\n[Uncompressed Virtual Microscope Specimen]\nImageFile=../x",
        "[Virtual Microscope Specimen]\nImageFile(0,0=../x",
        "[Virtual Microscope Specimen]\nImageFile-0,0=../x",
        "[Virtual Microscope Specimen]\nMapFile=\r../x",
        "[Virtual Microscope Specimen]\r\n  ImageFile = \t../x\r\n"
      })
  void readsKeysAsOpenSlideDoes(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("slide"), text);

    assertThatThrownBy(() -> SlideFileSets.of(file)).isInstanceOf(UnreadableSlideException.class);
  }

  @Test
  void takesNoOtherSpellingForTheTextOfAnMrxs() throws Exception {
    mrxs("X", "FILE_0 = Data0000.dat\n", "Data0000.dat");
    Files.move(folder.resolve("X/Slidedat.ini"), folder.resolve("X/SLIDEDAT.INI"));

    assertThatThrownBy(() -> SlideFileSets.of(folder.resolve("X.mrxs")))
        .isInstanceOf(IncompleteSlideException.class);
  }

  @Test
  void namesTheSlidesOfAFolderThatHoldsSeveral() throws Exception {
    PatternTiff.write(folder.resolve("one.tif"), TestPattern.PRIME);
    assertThat(SlideFileSets.ofFolder(folder).main()).hasFileName("one.tif");
    assertThat(SlideFileSets.ofFolder(folder).needsFolder()).isFalse();

    Files.copy(folder.resolve("one.tif"), folder.resolve("two.tif"));
    assertThatThrownBy(() -> SlideFileSets.ofFolder(folder))
        .isInstanceOf(SeveralSlidesException.class)
        .hasMessageContaining("one.tif, two.tif");
  }

  @Test
  void findsNoSlideWhereThereIsNone() throws Exception {
    Files.writeString(folder.resolve("readme.txt"), "text");
    Files.writeString(folder.resolve(".DS_Store"), "x");

    assertThatThrownBy(() -> SlideFileSets.ofFolder(folder))
        .isInstanceOf(UnreadableSlideException.class)
        .hasMessage("None of 1 files is a slide, such as readme.txt");
  }

  @Test
  void aTornHeaderIsNoReasonToStop() throws Exception {
    Path whole = TestSlides.path(LEVELS).resolve("volume-2220.dcm");
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : List.of(100, 132, 140, 300, 1000)) {
      Path torn = folder.resolve("torn.dcm");
      Files.write(torn, java.util.Arrays.copyOf(bytes, length));
      assertThat(SlideFileSets.of(torn).files()).hasSize(1);
    }
  }

  private Path alone(String name) throws IOException {
    Path file = TestSlides.path(name);
    return Files.copy(file, folder.resolve(file.getFileName().toString()));
  }

  private void mrxs(String name, String text, String... parts) throws IOException {
    Files.writeString(folder.resolve(name + ".mrxs"), "jpeg");
    Path data = Files.createDirectories(folder.resolve(name));
    Files.writeString(data.resolve("Slidedat.ini"), "[DATAFILE]\n" + text);
    for (String part : parts) {
      Files.writeString(data.resolve(part), "data");
    }
  }

  private Path vms(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), "[Virtual Microscope Specimen]\n" + text);
  }

  private static List<String> names(List<Path> files) {
    return Stream.of(files.toArray(Path[]::new)).map(it -> it.getFileName().toString()).toList();
  }
}
