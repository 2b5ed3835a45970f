// SPDX-License-Identifier: Apache-2.0
// Pans over a slide with the overlay of a prediction, in Chromium, and says what its tiles and its memory did:
//   node bench/viewer.js http://127.0.0.1:8080 PREDICTION [SECONDS]
// The last line is JSON. Exit status 1: a request was dropped, 95 of 100 tiles took longer than 150 ms, or memory grew.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [address, prediction, seconds = "60"] = process.argv.slice(2);
const P95_MS = 150;
const GROWTH_MB = 200;
const VIEW = { width: 1280, height: 860 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--enable-precise-memory-info"],
});
const page = await browser.newPage({ viewport: VIEW });
const devtools = await page.context().newCDPSession(page);
await devtools.send("Performance.enable");
const heap = async () => {
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize").value / 1e6;
};
// What the page's process holds in all, pictures included.
const system = await browser.newBrowserCDPSession();
const resident = async () => {
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  const kilobytes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0));
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1000;
};
let dropped = 0;
page.on("requestfailed", (request) => {
  if (request.url().includes("/tiles/")) {
    dropped++;
  }
});
page.on("response", (response) => {
  if (response.url().includes("/tiles/") && response.status() >= 400) {
    dropped++;
  }
});
// A tile is seen as long as its way is: from when the viewer asks for it, waiting for a connection included.
await page.addInitScript(() => {
  window.tiles = [];
  window.frames = 0;
  const frame = () => {
    window.frames++;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name.includes("/tiles/")) {
        window.tiles.push(entry.responseEnd - entry.startTime);
      }
    }
  }).observe({ type: "resource", buffered: true });
  performance.setResourceTimingBufferSize(10);
});

// Half a micrometre per pixel of the screen: 20x.
const slide = await (
  await fetch(`${address}/v1/predictions/${prediction}`)
)
  .json()
  .then(async (it) => ({ ...(await (await fetch(`${address}/v1/slides/${it.slideId}`)).json()), tiles: it.tileCount }));
const centre = `${Math.round(slide.widthPx / 2)},${Math.round(slide.heightPx / 2)}`;
await page.goto(`${address}/#/predictions/${prediction}?at=${centre},0.5`);
await page.locator(".viewer canvas.layers").waitFor({ timeout: 60_000 });
await page.waitForTimeout(3000);
const painted = await page.evaluate(() => {
  const canvas = document.querySelector("canvas.layers");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let seen = 0;
  for (let at = 3; at < data.length; at += 4) {
    seen += Number(data[at] > 0);
  }
  return seen / (data.length / 4);
});
const before = await heap();
const residentBefore = await resident();
await page.evaluate(() => {
  window.tiles.length = 0;
  window.frames = 0;
});

const box = await page.locator(".viewer .canvas").boundingBox();
const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
const start = Date.now();
const peaks = [];
const residents = [];
let turn = 0;
while (Date.now() - start < Number(seconds) * 1000) {
  // Around in a square that grows, so that new tissue comes with each drag.
  const angle = (turn * Math.PI) / 2;
  const [dx, dy] = [Math.round(Math.cos(angle)) * 380, Math.round(Math.sin(angle)) * 280];
  for (let again = 0; again <= turn / 4; again++) {
    await page.mouse.move(middle.x - dx / 2, middle.y - dy / 2);
    await page.mouse.down();
    await page.mouse.move(middle.x + dx / 2, middle.y + dy / 2, { steps: 24 });
    await page.mouse.up();
    if (Date.now() - start >= Number(seconds) * 1000) {
      break;
    }
  }
  turn++;
  peaks.push((await page.evaluate(() => performance.memory.usedJSHeapSize)) / 1e6);
  residents.push(await resident());
}
const took = (Date.now() - start) / 1000;
await page.waitForTimeout(1500);
const { times, frames } = await page.evaluate(() => ({ times: window.tiles, frames: window.frames }));
const after = await heap();
await browser.close();

times.sort((one, other) => one - other);
const rank = (part) => Number((times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? NaN).toFixed(1));
const report = {
  slide_px: [slide.widthPx, slide.heightPx],
  patches: slide.tiles,
  seconds: Number(took.toFixed(1)),
  tiles: times.length,
  dropped,
  p50_ms: rank(0.5),
  p95_ms: rank(0.95),
  most_ms: rank(1),
  frames_per_s: Number((frames / took).toFixed(1)),
  painted: Number(painted.toFixed(2)),
  heap_before_mb: Number(before.toFixed(1)),
  heap_peak_mb: Number(Math.max(...peaks).toFixed(1)),
  heap_after_mb: Number(after.toFixed(1)),
  resident_before_mb: Math.round(residentBefore),
  resident_peak_mb: Math.round(Math.max(...residents)),
};
console.log(JSON.stringify(report));
const sound =
  times.length > 100 &&
  painted > 0.5 &&
  dropped === 0 &&
  report.p95_ms < P95_MS &&
  Math.max(...residents) - residentBefore < GROWTH_MB;
process.exit(sound ? 0 : 1);
