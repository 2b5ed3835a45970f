// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { readView, writeView } from "./view";

describe("a view in an address", () => {
  it("is read as it was written", () => {
    const address = writeView(new URLSearchParams("outline=no"), { x: 1200.4, y: 801, mpp: 0.50004 });

    expect(address.get("outline")).toBe("no");
    expect(readView(address)).toEqual({ x: 1200, y: 801, mpp: 0.5 });
  });

  it("takes the place of another, and leaves the address it came from", () => {
    const before = new URLSearchParams("at=1,2,3");

    expect(readView(writeView(before, { x: 4, y: 5, mpp: 6 }))).toEqual({ x: 4, y: 5, mpp: 6 });
    expect(before.get("at")).toBe("1,2,3");
  });

  it.each(["", "at=", "at=1,2", "at=1,2,3,4", "at=1,,3", "at=a,2,3", "at=1,2,0", "at=1,2,-1", "at=1,2,Infinity"])(
    "is none where it is nonsense: %s",
    (text) => expect(readView(new URLSearchParams(text))).toBeUndefined(),
  );
});
