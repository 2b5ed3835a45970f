// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { bytes, duration, length, magnification, megapixels, percent, scaleBar } from "./units";

describe("units", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [999_600, "1 MB"],
    [1_234_567, "1.23 MB"],
    [312_000_000, "312 MB"],
    [5e15, "5000 TB"],
  ])("says %d bytes as %s", (count, text) => expect(bytes(count)).toBe(text));

  it.each([
    [59.4, "59 s"],
    [59.6, "1 min"],
    [200, "3 min 20 s"],
    [3599.6, "1 h"],
    [7500, "2 h 5 min"],
    [-3, "0 s"],
  ])("says %d seconds as %s", (seconds, text) => expect(duration(seconds)).toBe(text));

  it("says lengths from a millimetre on in mm", () => {
    expect(length(500)).toBe("500 µm");
    expect(length(2000)).toBe("2 mm");
  });

  it.each([
    [0.25, 200, 50, 200],
    [0.5, 120, 50, 100],
    [1, 199, 100, 100],
    [10, 160, 1000, 100],
    [0.004, 160, 0.5, 125],
  ])("fits a round scale bar at %d µm/px into %d px", (mpp, widest, micrometres, pixels) => {
    expect(scaleBar(mpp, widest).micrometres).toBeCloseTo(micrometres, 9);
    expect(scaleBar(mpp, widest).pixels).toBeCloseTo(pixels, 9);
  });

  it.each([
    [2220, 2967, "6.6 Mpx"],
    [31_622, 31_622, "1 Gpx"],
    [20_000, 31_000, "620 Mpx"],
    [100_000, 80_000, "8 Gpx"],
  ])("counts the pixels of %d × %d", (width, height, text) => expect(megapixels(width, height)).toBe(text));

  it("names the magnification of a resolution", () => {
    expect([0.25, 0.5, 4, 0.2527].map(magnification)).toEqual(["40×", "20×", "2.5×", "40×"]);
  });

  it("keeps a digit of small fractions", () => {
    expect([0, 0.034, 0.5, 1].map(percent)).toEqual(["0 %", "3.4 %", "50 %", "100 %"]);
  });
});
