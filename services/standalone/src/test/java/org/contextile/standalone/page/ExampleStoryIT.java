// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.contextile.jobs.testing.RunningService;
import org.contextile.standalone.Platform;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody finds who has a server, and neither slides nor labels nor a model. */
@Tag("long")
class ExampleStoryIT extends Story {
  private static final String KEY = "a-key-of-somebody-new";

  @RegisterExtension static final RunningService SERVICE = Platform.another("somebody", KEY);

  @Override
  RunningService service() {
    return SERVICE;
  }

  @Test
  @Order(1)
  void emptyPagesSayWhatToDoFirst() {
    page.navigate(SERVICE.address() + "/");
    signIn(KEY);
    assertThat(button("Take the example slides")).isVisible();
    for (String place :
        List.of("cohorts", "models", "finetune", "classifiers", "predictions", "jobs")) {
      go("/" + place);
      assertThat(page.locator(".empty a[href^='#/'], .empty:not(:has(a))").first()).isVisible();
      Look.at(page, place + "-empty");
    }
    for (String place :
        List.of("cohorts/new", "features/new", "finetune/new", "classify", "compare")) {
      go("/" + place);
      page.reload();
      assertThat(page.locator("main h1")).hasCount(1);
      Look.at(page, place.replace("/", "-") + "-empty");
    }
  }

  @Test
  @Order(2)
  void aNewUserComesFromAnEmptyServerToAHeatmapInFewClicks() {
    page.navigate(SERVICE.address() + "/");
    page.getByText("Sign out").click();
    page.getByLabel("Key of your workspace").fill(KEY);
    Clicks clicks = new Clicks();
    clicks.on(button("Sign in"));
    clicks.on(button("Take the example slides"));
    assertThat(page.locator(".drop li").getByText("Look at it"))
        .hasCount(12, new LocatorAssertions.HasCountOptions().setTimeout(3 * MINUTE));
    Look.at(page, "slides-example");
    clicks.on(link("Cohorts"));
    clicks.on(link("Make the first one"));
    clicks.on(button("Take the example’s table"));
    clicks.on(button("Make the cohort"));
    clicks.on(link("Train a classifier"));
    assertThat(page.getByText("there is no model yet")).isVisible();
    Look.at(page, "train-empty");
    clicks.on(link("make one with fresh weights"));
    clicks.on(button("Make it"));
    clicks.on(button("Train"));
    assertThat(page.locator(".title .state.succeeded")).isVisible(atLength());
    clicks.on(link("Its predictions"));
    assertThat(one("predictions")).isVisible(patiently());
    clicks.on(one("predictions"));
    assertThat(page.locator(".scale")).containsText("µm");
    assertThat(page.getByLabel("Opacity").first()).isVisible();
    assertThat(clicks.count()).isLessThan(15);
  }

  @Test
  @Order(3)
  void whatIsNotThereIsSaidOnEveryPage() {
    for (String kind :
        List.of("slides", "cohorts", "models", "jobs", "classifiers", "predictions")) {
      go("/" + kind + "/01a22e4d-0000-7000-8000-000000000000");
      assertThat(page.getByRole(AriaRole.ALERT).first()).isVisible();
      Look.at(page, kind + "-absent");
    }
    go("/nowhere");
    Look.at(page, "nowhere");
  }

  private Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
