// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.contextile.api.model.SplitRequest;
import org.contextile.api.model.SplitScheme;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What slides, labels and options say together is held against each other before the start. */
class DemoPlanTest {

  private static final String HEADER = "slide,patient,label";

  @TempDir private static Path slides;
  @TempDir private Path folder;

  private Path labels;

  /** Of 512 px. */
  @BeforeAll
  static void writeSlides() throws IOException {
    for (int i = 0; i < 6; i++) {
      write("s" + i + ".tiff", 0.62, i);
    }
    write("fine.tiff", 0.25, 6);
    writeWithoutResolution(slides.resolve("unsaid.tiff"));
    writeWithoutResolution(slides.resolve("unsaid-2.tiff"));
    ImageIO.write(
        new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB),
        "png",
        slides.resolve("flat.png").toFile());
    zip("tiles.zip", "0_0.png");
    zip("slide.zip", "slide.mrxs");
    Files.writeString(slides.resolve("broken.zip"), "no zip");
    Files.writeString(slides.resolve("junk.svs"), "no slide");
    Files.writeString(slides.resolve("lone.mrxs"), "no slide");
    Files.write(slides.resolve("cut.tiff"), new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0});
  }

  @BeforeEach
  void chooseLabels() {
    labels = folder.resolve("labels.csv");
  }

  @Test
  void moreFoldsThanPatientsAreRefusedWithHowManyWork() throws IOException {
    write(rows(6));
    assertMistake("at most FOLDS=3 works", "--folds", "4");
    assertMistake("the rarest of which has 3 patients", "--folds", "100");
    assertThat(split(plan("--folds", "3")).getFolds()).isEqualTo(3);
    assertThat(split(plan()).getFolds()).as("of up to four").isEqualTo(3);
  }

  @Test
  void patientsThatDoNotSufficeForTrainingAndValidationAreSaid() throws IOException {
    write(rows(4));
    assertMistake("cannot be cross-validated, even in two folds: outside fold 0");
  }

  @Test
  void foldsOfTheLabelsThatDoNotDoAreSaid() throws IOException {
    write(folded(0, 1, 0, 1, 0, 1));
    assertMistake("fold 0 holds all slides of a class");
    assertThat(split(plan("--folds", "2")).getScheme())
        .as("others were asked for")
        .isEqualTo(SplitScheme.STRATIFIED_GROUP_K_FOLD);
    write(folded(7, 7, 7, 7, 7, 7));
    assertMistake("folds must be numbered 0, 1");
    List<String> divided = folded(0, 0, 1, 1, 2, 2);
    divided.set(3, "s2.tiff,P0,a,1");
    write(divided);
    assertMistake("patients with slides in two folds: [P0]");
  }

  @Test
  void foldsAreNumberedFromZeroAsTheServerNumbersThem() throws IOException {
    write(folded(3, 3, 5, 5, 9, 9));

    DemoPlan plan = plan();

    assertThat(split(plan).getScheme()).isEqualTo(SplitScheme.GIVEN);
    assertThat(plan.slides()).extracting(it -> it.slide().fold()).containsExactly(0, 0, 1, 1, 2, 2);
  }

  @Test
  void tilesFinerThanTheCoarsestSlideAreRefusedWithTheFinestThatWork() throws IOException {
    List<String> rows = rows(6);
    rows.add("fine.tiff,P6,a");
    write(rows);
    assertMistake("which has 0.62 µm/px: the finest that works is MPP=0.589", "--mpp", "0.5");
    assertMistake("MPP=0.588 is finer than s0.tiff", "--mpp", "0.588");
    assertThat(plan("--mpp", "0.5891").mpp()).isEqualTo(0.5891);
  }

  @Test
  void tilesAreAsCoarseAsTheCoarsestSlideUnlessSaidOtherwise() throws IOException {
    write(rows(6));
    assertThat(plan().mpp()).isCloseTo(0.62, within(1e-4));
    assertThat(plan().notes())
        .singleElement()
        .asString()
        .contains("0.62 µm/px")
        .contains("MPP=0.589");
    assertThat(plan("--mpp", "0.7").notes()).isEmpty();
  }

  @Test
  void slidesThatHoldNoTileAreSaid() throws IOException {
    write(rows(6));
    assertMistake("6 of 6 slides are smaller than a tile of 1024 px at 0.62", "--tile", "1024");
    write(rows(6, "unsaid.tiff,P6,b"));
    assertThat(plan("--mpp", "0.6", "--slide-mpp", "0.05").notes())
        .singleElement()
        .asString()
        .contains("1 of 7 slides are smaller", "112 px at 0.6 µm/px", "unsaid.tiff (512 × 512 px");
    write(rows(6, "unsaid.tiff,P6,c", "unsaid-2.tiff,P7,c"));
    assertMistake(
        "2 slides are smaller than a tile, which TILE= or MPP= may mend", "--slide-mpp", "0.05");
  }

  @Test
  void slidesThatDoNotSayTheirResolutionAloneGetTheOneThatIsSaid() throws IOException {
    write(rows(6, "unsaid.tiff,P6,a"));
    assertMistake("say SLIDE_MPP=, in micrometres");

    DemoPlan plan = plan("--slide-mpp", "0.6");

    assertThat(plan.slides())
        .filteredOn(it -> it.override().isPresent())
        .singleElement()
        .satisfies(it -> assertThat(it.mpp()).hasValue(0.6));
    write(rows(6));
    assertThat(plan("--slide-mpp", "0.6").notes()).anyMatch(it -> it.contains("not used"));
  }

  @Test
  void filesThatAreNoSlidesAreSaid() throws IOException {
    write(rows(6, "junk.svs,P6,a"));
    assertMistake("junk.svs cannot be read");
    write(rows(6, "cut.tiff,P6,a"));
    assertMistake("cut.tiff cannot be read");
    write(rows(6, "lone.mrxs,P6,a"));
    assertMistake("lone.mrxs is one part of a slide");
  }

  @Test
  void picturesAreTakenToHaveWhatTilesHaveUnlessSaidOtherwise() throws IOException {
    write(rows(6, "flat.png,P6,a", "tiles.zip,P7,a"));
    assertMistake("flat.png is a flat picture, which does not say how large its pixels are");

    DemoPlan plan = plan("--mpp", "0.65");

    assertThat(plan.slides().subList(6, 8))
        .extracting(it -> it.mpp().orElseThrow())
        .containsOnly(0.65);
    assertThat(plan.notes()).singleElement().asString().startsWith("flat.png and what else is");
    assertMistake("MPP=0.65 is finer than flat.png", "--mpp", "0.65", "--slide-mpp", "0.8");
  }

  /** All that are there, and of other files how many. */
  @Test
  void slidesWithoutLabelsAreTakenAsTheyAreThere() throws IOException {
    for (String name : List.of("s1.tiff", "flat.png", "tiles.zip", "junk.svs")) {
      Files.copy(slides.resolve(name), folder.resolve(name));
    }
    Files.writeString(folder.resolve(".hidden"), "");
    DemoOptions options =
        DemoOptions.parse(List.of("--slides", folder.toString(), "--mpp", "0.65"));

    DemoPlan plan = DemoPlan.of(options, FoundSlides.in(folder));

    assertThat(plan.split()).isEmpty();
    assertThat(plan.slides())
        .extracting(OpenedSlide::name)
        .containsExactly("flat.png", "s1.tiff", "tiles.zip");
    assertThat(plan.notes())
        .anyMatch(it -> it.startsWith("1 of 4 files are no slides, such as junk.svs"))
        .anyMatch(it -> it.startsWith("No LABELS= are given"));
    assertThat(FoundSlides.in(folder.resolve("tiles.zip")).slides()).hasSize(1);
  }

  @Test
  void zipsOfSlidesAreLeftToThePlatform() throws IOException {
    write(rows(6, "slide.zip,P6,a"));
    assertThat(plan().slides().getLast().mpp()).isEmpty();
    assertThat(plan("--slide-mpp", "0.6").notes())
        .anyMatch(it -> it.contains("slide.zip is taken to have SLIDE_MPP=0.6"));
    write(rows(6, "broken.zip,P6,a"));
    assertMistake("broken.zip cannot be read");
  }

  @Test
  void filesThatAreNoModelsAreSaid() throws IOException {
    write(rows(6));
    Path models = Files.createDirectory(folder.resolve("models"));
    Path junk = Files.writeString(models.resolve("junk.pt"), "no model");
    assertModels("STUDENT=" + models + " is no readable file", models);
    assertModels("junk.pt: The weights cannot be read", junk);

    Path weights = Files.write(models.resolve("model.safetensors"), safetensors());
    assertModels("has to name their architecture", weights);
    Path config = models.resolve("config.json");
    Files.writeString(config, "{\"architecture\": \"nonesuch\"}");
    assertModels("nonesuch", weights);
    Files.writeString(config, "{\"architecture\": \"resnet18\"}");
    assertModels("conv1.weight", weights);
    Files.writeString(config, "{");
    assertModels("STUDENT=", weights);
  }

  /** One tensor of one number, which no network has. */
  private static byte[] safetensors() {
    String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    byte[] file = new byte[8 + header.length() + 4];
    file[0] = (byte) header.length();
    System.arraycopy(header.getBytes(UTF_8), 0, file, 8, header.length());
    return file;
  }

  private static void write(String name, double mpp, int seed) throws IOException {
    SectionClass shows = seed % 2 == 0 ? SectionClass.NORMAL : SectionClass.TUMOUR;
    SyntheticSlides.write(new SyntheticSlideSpec(seed, 512, mpp, shows), slides.resolve(name));
  }

  private static void zip(String name, String entry) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(slides.resolve(name)))) {
      out.putNextEntry(new ZipEntry(entry));
    }
  }

  /** Tiled, as OpenSlide wants it, without a word about the size of its pixels. */
  private static void writeWithoutResolution(Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ImageWriteParam tiles = writer.getDefaultWriteParam();
    tiles.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
    tiles.setTiling(256, 256, 0, 0);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      BufferedImage image = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
      writer.write(littleEndian(writer, tiles), new IIOImage(image, null, null), tiles);
    } finally {
      writer.dispose();
    }
  }

  /** OpenSlide reads no other classic TIFF. */
  private static IIOMetadata littleEndian(ImageWriter writer, ImageWriteParam parameters)
      throws IOException {
    IIOMetadata stream = writer.getDefaultStreamMetadata(parameters);
    String format = stream.getNativeMetadataFormatName();
    IIOMetadataNode order = new IIOMetadataNode("ByteOrder");
    order.setAttribute("value", "LITTLE_ENDIAN");
    IIOMetadataNode root = new IIOMetadataNode(format);
    root.appendChild(order);
    stream.setFromTree(format, root);
    return stream;
  }

  private static List<String> rows(int count, String... more) {
    List<String> rows = new ArrayList<>(List.of(HEADER));
    for (int i = 0; i < count; i++) {
      rows.add("s%d.tiff,P%d,%s".formatted(i, i, i % 2 == 0 ? "a" : "b"));
    }
    rows.addAll(List.of(more));
    return rows;
  }

  private static List<String> folded(int... folds) {
    List<String> rows = rows(folds.length);
    rows.set(0, HEADER + ",fold");
    for (int i = 0; i < folds.length; i++) {
      rows.set(i + 1, rows.get(i + 1) + "," + folds[i]);
    }
    return rows;
  }

  private void write(List<String> rows) throws IOException {
    Files.write(labels, rows);
  }

  private static SplitRequest split(DemoPlan plan) {
    return plan.split().orElseThrow();
  }

  private DemoPlan plan(String... more) {
    DemoOptions options = DemoOptions.parse(arguments(more));
    return DemoPlan.of(options, LabelledSlides.read(labels, slides));
  }

  private List<String> arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--slides", slides.toString(), "--labels", labels.toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private void assertModels(String message, Path student) {
    assertMistake(message, "--student", student.toString(), "--teacher", student.toString());
  }

  private void assertMistake(String message, String... more) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    int status =
        Demo.status(
            arguments(more),
            new Console(new PrintStream(said, true, UTF_8)),
            new PrintStream(errors, true, UTF_8));

    assertThat(errors.toString(UTF_8)).contains(message).hasLineCount(1);
    assertThat(status).isEqualTo(2);
    assertThat(said.toString(UTF_8)).isEmpty();
  }
}
