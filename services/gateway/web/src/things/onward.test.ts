// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { onward } from "./onward";

test("one goes on to a page of ours, and nowhere else", () => {
  const to = (then: string) => onward(new URLSearchParams({ then }));
  expect(to("/cohorts/1/train")).toBe("/cohorts/1/train");
  expect(to("//elsewhere")).toBeUndefined();
  expect(to("https://elsewhere")).toBeUndefined();
  expect(onward(new URLSearchParams())).toBeUndefined();
});
