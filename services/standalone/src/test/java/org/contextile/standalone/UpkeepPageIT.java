// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.contextile.db.testing.WorkspaceRows;
import org.contextile.jobs.testing.Chromium;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users have is edited and deleted on the page, in a real browser. */
class UpkeepPageIT {
  @RegisterExtension static final RunningService SERVICE = UpkeepServer.SERVICE;

  @Test
  void aThingIsRenamedAndDeletedOnceWhatGoesWithItIsNamed() throws Exception {
    WorkspaceRows rows = UpkeepServer.insert(UpkeepServer.store());
    SERVICE
        .jdbc()
        .sql("UPDATE slide SET name = 'to be renamed' WHERE id = :slide")
        .params(rows.ids())
        .update();
    try (Chromium chromium = Chromium.start()) {
      Page page = chromium.browser().newPage();
      enter(page, UpkeepServer.OUR_KEY);
      page.getByText("to be renamed").click();
      page.getByText("Rename, notes").click();
      page.locator("dialog[open] input").fill("renamed &amp; <b>.svs");
      page.locator("dialog[open] textarea").fill("from the other laboratory");
      page.locator("dialog[open]").getByText("Save").click();
      assertThat(page.locator("h1")).hasText("renamed &amp; <b>.svs");
      assertThat(page.locator(".facts")).containsText("from the other laboratory");

      page.getByText("Delete", new Page.GetByTextOptions().setExact(true)).first().click();
      Locator dialog = page.locator("dialog[open]");
      dialog.locator("button.danger").click();
      assertThat(dialog.locator("li"))
          .hasText(
              new String[] {
                "1 cohort", "1 split", "1 feature set", "1 classifier", "1 prediction"
              });
      assertThat(there(rows)).isEqualTo(1);
      dialog.getByText("Delete all of it").click();
      assertThat(page.locator("h1")).hasText("Slides");
      assertThat(page.getByText("renamed &amp; <b>.svs")).hasCount(0);
      assertThat(there(rows)).isZero();

      WorkspaceRows others = UpkeepServer.insert(UpkeepServer.store());
      Page reader = chromium.browser().newContext().newPage();
      enter(reader, UpkeepServer.READER_KEY);
      reader.navigate(SERVICE.address() + "/#/slides/" + others.id("slide"));
      assertThat(reader.locator(".facts dl")).isVisible();
      assertThat(reader.getByText("Delete")).hasCount(0);
    }
  }

  private static void enter(Page page, String key) {
    page.navigate(SERVICE.address() + "/");
    page.getByLabel("Key of your workspace").fill(key);
    page.getByText("Sign in").click();
    assertThat(page.locator("h1")).hasText("Slides");
  }

  private static int there(WorkspaceRows rows) {
    return SERVICE
        .jdbc()
        .sql("SELECT count(*) FROM slide WHERE id = :slide")
        .params(rows.ids())
        .query(Integer.class)
        .single();
  }
}
