// SPDX-License-Identifier: Apache-2.0

/** Makes an element; properties are set as such, children are elements or text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("aria-")) {
      made.setAttribute(name, value);
    } else if (value !== undefined) {
      made[name] = value;
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Pairs of a name and a value; those without a value are left out. */
export function facts(pairs) {
  return element("dl", {}, ...pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
const FIGURE = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const TIME = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

export const whole = (number) => WHOLE.format(number);
export const short = (number) => SHORT.format(number);
export const score = (number) => (number === undefined ? undefined : number.toFixed(3));
/** A number of any size, to four digits. */
export const figure = (number) => FIGURE.format(number);
export const time = (text) => (text ? TIME.format(new Date(text)) : undefined);

export function duration(seconds) {
  if (seconds < 90) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
