// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assumptions;
import org.contextile.db.testing.WorkspaceRows;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users have is edited and deleted on the page, in a real browser. */
class UpkeepPageIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @RegisterExtension static final RunningService SERVICE = UpkeepServer.SERVICE;

  @Test
  void aThingIsRenamedAndDeletedOnceWhatGoesWithItIsNamed() throws Exception {
    Assumptions.assumeThat(Files.isExecutable(CHROMIUM))
        .as("there is a Chromium to look with")
        .isTrue();
    WorkspaceRows rows = UpkeepServer.insert(UpkeepServer.store());
    SERVICE
        .jdbc()
        .sql("UPDATE model SET name = 'to be renamed' WHERE id = :model")
        .params(rows.ids())
        .update();
    try (Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run")))) {
      Page page = browser.newPage();
      enter(page, UpkeepServer.OUR_KEY);
      Locator row = page.locator("#models .row", having("to be renamed"));
      row.getByText("Edit").click();
      page.locator("dialog[open] input").fill("renamed <b>&</b>");
      page.locator("dialog[open] textarea").fill("from the other laboratory");
      page.locator("dialog[open] button").getByText("Save").click();
      Locator renamed = page.locator("#models .row", having("renamed <b>&</b>"));
      assertThat(renamed).containsText("from the other laboratory");

      renamed.getByText("Delete").click();
      page.locator("dialog[open] button").getByText("Delete").click();
      assertThat(page.locator("dialog[open] li"))
          .hasText(new String[] {"1 feature set", "1 classifier", "1 prediction"});
      assertThat(there(rows)).isEqualTo(1);
      page.locator("dialog[open] button").getByText("Delete all").click();
      assertThat(renamed).hasCount(0);
      assertThat(there(rows)).isZero();

      Page reader = browser.newContext().newPage();
      enter(reader, UpkeepServer.READER_KEY);
      assertThat(reader.locator("#slides .card").first()).isVisible();
      assertThat(reader.locator("#slides .card").first().getByText("Delete")).isHidden();
    }
  }

  private static Page.LocatorOptions having(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static void enter(Page page, String key) {
    page.navigate(SERVICE.address() + "/page/index.html");
    page.locator("#key").fill(key);
    page.locator("#access button").click();
  }

  private static int there(WorkspaceRows rows) {
    return SERVICE
        .jdbc()
        .sql("SELECT count(*) FROM model WHERE id = :model")
        .params(rows.ids())
        .query(Integer.class)
        .single();
  }
}
