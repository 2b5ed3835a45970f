// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewPageOptions;
import com.microsoft.playwright.Page;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.contextile.client.SlidesApi;
import org.contextile.jobs.testing.Chromium;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.synthetic.LaidSlide;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.standalone.Platform;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A slide's own tiles in OpenSeadragon, by the lines that the documentation gives. */
@Tag("long")
class ViewerIT {
  @RegisterExtension static final RunningService SERVICE = Platform.SERVICE;

  private static final Path VIEWER = Path.of("src/test/viewer").toAbsolutePath();
  private static final String OPEN =
      """
      async ([key, slide, side]) => {
        const session = await fetch('/v1/session', {
          method: 'PUT', headers: {'Authorization': 'Bearer ' + key}});
        if (!session.ok) throw new Error('session: ' + session.status);
        document.body.innerHTML = '';
        document.body.style.margin = 0;
        const element = document.createElement('div');
        element.style.width = element.style.height = side + 'px';
        document.body.append(element);
        window.viewer = OpenSeadragon({
          element, tileSources: await tileSource(slide), drawer: 'canvas', showNavigationControl: false,
          animationTime: 0, blendTime: 0, immediateRender: true, maxZoomPixelRatio: 4});
        await new Promise(opened => viewer.addOnceHandler('open', opened));
      }
      """;
  private static final String LOOK =
      """
      ([x, y, side, scale]) => {
        const item = viewer.world.getItemAt(0);
        viewer.viewport.fitBounds(
          item.imageToViewportRectangle(x, y, side * scale, side * scale), true);
      }
      """;

  private static final int SIDE_PX = 600;
  private static final int SLIDE_PX = 5000;

  @TempDir private Path folder = Path.of("");

  /** 5,000 px are no multiple of the tiles, nor of the levels' downsamples 4 and 16. */
  @Test
  void theWholeAndEveryCornerLieWhereOpenSlideSeesThem() throws Exception {
    Path file =
        LaidSlide.write(
            new SyntheticSlideSpec(1, 4096, 0.25, SectionClass.TUMOUR),
            SLIDE_PX,
            new int[] {1, 4, 16},
            folder.resolve("viewed.tif"));
    UUID slide = ingest(file);
    Path packages = Tools.folder("viewer");
    for (String name : List.of("package.json", "package-lock.json", ".npmrc")) {
      Files.copy(VIEWER.resolve(name), packages.resolve(name));
    }
    Tools.run(packages, "npm", "ci", "--silent");

    try (Chromium chromium = Chromium.start()) {
      Page page =
          chromium
              .browser()
              .newPage(new NewPageOptions().setBypassCSP(true).setViewportSize(800, 700));
      List<String> faults = new ArrayList<>();
      page.onResponse(
          answer -> {
            if (answer.status() >= 400) {
              faults.add(answer.status() + " " + answer.url());
            }
          });
      page.navigate(SERVICE.address() + "/docs/index.html");
      page.addScriptTag(
          new Page.AddScriptTagOptions()
              .setPath(
                  packages.resolve(
                      "node_modules/openseadragon/build/openseadragon/openseadragon.js")));
      page.addScriptTag(new Page.AddScriptTagOptions().setPath(VIEWER.resolve("tile-source.js")));
      faults.clear();
      page.evaluate(OPEN, List.of(Platform.KEY, slide.toString(), SIDE_PX));

      try (var read = SlideFormats.open(file)) {
        var finest = read.levels().getFirst();
        RgbImage whole =
            read.read(new LevelRegion(finest, 0, 0, SLIDE_PX, SLIDE_PX)).resized(SIDE_PX, SIDE_PX);
        assertLike(look(page, 0, 0, SLIDE_PX / (double) SIDE_PX), whole, 8);
        int far = SLIDE_PX - SIDE_PX;
        for (int[] at : new int[][] {{0, 0}, {far, 0}, {0, far}, {far, far}, {1201, 2103}}) {
          assertLike(
              look(page, at[0], at[1], 1),
              read.read(new LevelRegion(finest, at[0], at[1], SIDE_PX, SIDE_PX)),
              3);
        }
      }
      assertThat(faults).as("tiles that are not there").isEmpty();
    }
  }

  @Test
  void theDocumentationGivesTheseLines() throws IOException {
    assertThat(Files.readString(Tools.ROOT.resolve("docs/tissue.md")))
        .contains(Files.readString(VIEWER.resolve("tile-source.js")).strip());
  }

  private static UUID ingest(Path file) throws Exception {
    var client = SERVICE.client();
    client.setRequestInterceptor(it -> it.header("Authorization", "Bearer " + Platform.KEY));
    var api = new SlidesApi(client);
    UUID job = api.createSlideWithFormData(file.toFile(), null, null, null, null).getId();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                SERVICE
                    .jdbc()
                    .sql("SELECT state FROM job WHERE id = ?")
                    .param(job)
                    .query(String.class)
                    .single()
                    .equals("SUCCEEDED"));
    return SERVICE
        .jdbc()
        .sql("SELECT id FROM slide ORDER BY id DESC LIMIT 1")
        .query(UUID.class)
        .single();
  }

  private static BufferedImage look(Page page, int x, int y, double scale) throws IOException {
    page.evaluate(LOOK, List.of(x, y, SIDE_PX, scale));
    page.waitForTimeout(200);
    page.waitForFunction("viewer.world.getItemAt(0).getFullyLoaded()");
    page.waitForTimeout(200);
    byte[] png = page.locator("body > div").first().screenshot();
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  /** And unlike the same a few pixels aside, so that the likeness says something. */
  private static void assertLike(BufferedImage seen, RgbImage expected, double tolerance) {
    double here = difference(seen, expected, 0);
    assertThat(here).isLessThan(tolerance);
    assertThat(difference(seen, expected, 3)).isGreaterThan(1.3 * here);
  }

  private static double difference(BufferedImage seen, RgbImage expected, int aside) {
    long sum = 0;
    int side = SIDE_PX - aside;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int one = seen.getRGB(x, y);
        int other = expected.rgb(x + aside, y + aside);
        for (int shift = 0; shift < 24; shift += 8) {
          sum += Math.abs((one >> shift & 0xff) - (other >> shift & 0xff));
        }
      }
    }
    return sum / (3.0 * side * side);
  }
}
