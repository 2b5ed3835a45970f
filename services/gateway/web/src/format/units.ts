// SPDX-License-Identifier: Apache-2.0

const SIZES = ["B", "kB", "MB", "GB", "TB"];

/** Bytes with a decimal unit, three digits at most. */
export function bytes(count: number): string {
  let step = 0;
  let rest = count;
  while (rest >= 999.5 && step < SIZES.length - 1) {
    rest /= 1000;
    step++;
  }
  return `${rest >= 100 || step === 0 ? Math.round(rest) : Number(rest.toPrecision(3))} ${SIZES[step]}`;
}

/** How many pixels a picture has: `6.6 Mpx`, from 1,000 Mpx on in Gpx. */
export function megapixels(widthPx: number, heightPx: number): string {
  const count = (widthPx * heightPx) / 1e6;
  return count >= 999.5
    ? `${Number((count / 1000).toPrecision(3))} Gpx`
    : `${Number(count.toPrecision(2 + Number(count >= 100)))} Mpx`;
}

/** A length on a slide; from 1,000 µm on in mm. */
export function length(micrometres: number): string {
  return micrometres >= 1000 ? `${micrometres / 1000} mm` : `${micrometres} µm`;
}

/** Seconds as a reader says them: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  const minutes = Math.round(whole / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(fraction > 0 && fraction < 0.1 ? 1 : 0)} %`;
}

/**
 * The longest round length (1, 2 or 5 times a power of ten, in µm) whose bar is no wider than `widest` pixels.
 *
 * @param micrometresPerPixel of a pixel of the screen
 */
export function scaleBar(micrometresPerPixel: number, widest: number): { micrometres: number; pixels: number } {
  const most = micrometresPerPixel * widest;
  const decade = 10 ** Math.floor(Math.log10(most));
  const factor = [5, 2, 1].find((candidate) => candidate * decade <= most) ?? 1;
  const micrometres = Number((factor * decade).toPrecision(1));
  return { micrometres, pixels: micrometres / micrometresPerPixel };
}

/** The magnification that a resolution amounts to: 0.25 µm/px is 40×. */
export function magnification(micrometresPerPixel: number): string {
  const times = 10 / micrometresPerPixel;
  return `${times >= 10 ? Math.round(times) : Number(times.toPrecision(2))}×`;
}
